"""The program under test: its environment, and one run of it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from migrate.errors import UsageError
from migrate.redact import mask, printable
from migrate.verify.record.hosts import addresses
from migrate.verify.record.keys import Keys
from migrate.verify.record.server import token

SHIM = Path(__file__).resolve().parent / "shim"
_TAIL_LINES = 25
_TAIL_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Ran:
    """How the command ended. `code` is None when it was stopped for taking too long; `tail` is its last output."""

    code: int | None
    tail: tuple[str, ...]
    refused: tuple[str, ...]  # hosts that were tried in a way that is not recorded, with the place

    @property
    def ok(self) -> bool:
        """True when it ended with 0."""
        return self.code == 0


def environment(
    base: Mapping[str, str],
    files: Mapping[str, str],
    *,
    origin: str,
    hosts: Sequence[str],
    root: Path,
    log: Path,
    keys: Keys,
    given: Mapping[str, str],
) -> dict[str, str]:
    """The child's variables: fake keys, addresses that lead to the recorder, and the redirection for Python and
    Node. `files` is what the tree's `.env` says, `given` are addresses nothing else says.
    """
    known = {**files, **base}
    made = {**base, **keys.fakes}
    made.update({name: recorded(url, origin) for name, url in {**addresses(known, hosts), **given}.items()})
    made["MIGRATE_RECORDER"] = origin
    told = {"origin": origin, "hosts": list(hosts), "root": str(root), "log": str(log)}
    made["MIGRATE_RECORD"] = json.dumps(told)
    made["PYTHONPATH"] = os.pathsep.join(filter(None, (str(SHIM), base.get("PYTHONPATH"))))
    made["PYTHONDONTWRITEBYTECODE"] = "1"
    made["PYTHONHASHSEED"] = base.get("PYTHONHASHSEED", "0")
    shim = json.dumps(str(SHIM / "redirect.cjs"))
    made["NODE_OPTIONS"] = " ".join(filter(None, (base.get("NODE_OPTIONS"), f"--require {shim}")))
    for name in ("NO_PROXY", "no_proxy"):
        made[name] = ",".join(filter(None, (base.get(name), "127.0.0.1,localhost")))
    return made


def recorded(url: str, origin: str) -> str:
    """The address at the recorder that stands for `url`, its path kept."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return origin + token(f"{parts.scheme}://{host}") + parts.path


def run(
    command: Sequence[str], root: Path, variables: Mapping[str, str], log: Path, seconds: float, keys: Keys
) -> Ran:
    """Run the command in `root`. UsageError when there is no such program."""
    with tempfile.TemporaryFile() as output:
        try:
            process = subprocess.Popen(
                list(command), cwd=root, env=dict(variables), stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        except FileNotFoundError:
            raise UsageError(f"{command[0]}: no such program") from None
        except OSError as error:
            raise UsageError(f"{command[0]}: {error.strerror}") from None
        try:
            code: int | None = process.wait(seconds)
        except subprocess.TimeoutExpired:
            code = None
        finally:
            _stop(process)
        size = output.seek(0, os.SEEK_END)
        output.seek(max(0, size - _TAIL_BYTES))
        text = keys.hide(output.read().decode("utf-8", "replace"))
    lines = [printable(mask(line)).rstrip() for line in text.splitlines()[-_TAIL_LINES:]]
    return Ran(code, tuple(lines), _refused(log))


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the command and everything it started and left behind."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL) if hasattr(os, "killpg") else process.kill()
    process.wait()


def _refused(log: Path) -> tuple[str, ...]:
    try:
        lines = log.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return ()
    found = []
    for line in lines:
        with suppress(ValueError, KeyError, TypeError):
            told = json.loads(line)
            found.append(f"{told['host']} from {told['from'][0]}" if told["from"] else str(told["host"]))
    return tuple(dict.fromkeys(found))
