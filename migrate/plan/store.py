"""A plan as a file: written the same way every time, read with distrust.

A plan may have been edited by hand, cut short, or made by somebody who wants a file outside the
project changed. Everything `apply` relies on is therefore checked when the file is read: its types,
that every edit stays inside a file below the root, and that no two edits want the same bytes.
"""

from __future__ import annotations

import json
import os
import re
from collections import defaultdict
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import cast

from migrate.edit import conflicts, text_codec
from migrate.errors import MigrateError, UsageError
from migrate.model import Edit, Finding, Plan, PlannedFile, Site, digest
from migrate.plan import codec, paths
from migrate.plan.seal import applied, identity, written
from migrate.redact import printable

SCHEMA = 1

_Object = dict[str, object]

_AGAIN = "make it again with `migrate plan`"
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")
# As in `migrate.redact`: what may not reach a terminal. JSON writes it as an escape with the same meaning.
_ESCAPED = re.compile(
    "[\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)


def dump(plan: Plan) -> str:
    """The plan as JSON text, sealed: no secrets, sorted, with the id of its content.

    The same plan is always the same text. Raises MigrateError when two edits conflict or an edit is
    not inside one of the plan's files: such a plan could never be read again.
    """
    sealed, shape = written(plan if plan.schema == SCHEMA else replace(plan, schema=SCHEMA))
    fault = problem(sealed)
    if fault is not None:
        raise MigrateError(f"the plan cannot be written: {fault}")
    sites, findings = cast("list[_Object]", shape["sites"]), cast("list[_Object]", shape["findings"])
    ids = [_site_id(site) for site in sites]
    same = {id(site): key for site, key in zip(sealed.sites, ids, strict=True)}
    known = set(ids)
    shape["sites"] = [{"id": key, **site} for key, site in zip(ids, sites, strict=True)]
    for finding, entry in zip(sealed.findings, findings, strict=True):
        # A finding names its site when the plan has it, so that it stands there once.
        key = same.get(id(finding.site)) or _site_id(entry["site"])
        if key in known:
            entry["site"] = key
    text = json.dumps(shape, ensure_ascii=False, allow_nan=False, indent=1)
    return _ESCAPED.sub(_escape, text) + "\n"


def save(plan: Plan, path: Path) -> None:
    """Write the plan to `path`; the file is whole or not there. Raises UsageError when it cannot be."""
    write(dump(plan), path)


def write(text: str, path: Path) -> None:
    """Write the text of a plan, as `save` does."""
    data = text.encode()
    name = printable(str(path))
    target = path.resolve()
    temporary = target.with_name(f".migrate-plan-{os.getpid()}.tmp")
    try:
        if path.exists() and not path.is_file():  # a pipe or a terminal: nothing to keep whole
            path.write_bytes(data)
            return
        with open(temporary, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            temporary.chmod(target.stat().st_mode & 0o777)
        os.replace(temporary, target)
    except OSError as error:
        if not isinstance(error, FileExistsError):
            with suppress(OSError):
                temporary.unlink()
        reason = error.strerror or str(error)
        if isinstance(error, FileNotFoundError):
            reason = "there is no such folder"
        raise UsageError(f"{name}: cannot write the plan: {reason}") from None


def load(path: Path) -> Plan:
    """The plan in a file. Raises UsageError with one line that says what is wrong with it, and where."""
    name = printable(str(path))
    try:
        return parse(path.read_bytes())
    except FileNotFoundError:
        raise UsageError(f"{name}: no such file") from None
    except IsADirectoryError:
        raise UsageError(f"{name}: is a folder, not a plan file") from None
    except OSError as error:
        raise UsageError(f"{name}: cannot read the plan: {error.strerror or error}") from None
    except UsageError as error:
        raise UsageError(f"{name}: {error}") from None


def parse(data: bytes) -> Plan:
    """The plan in the bytes of a plan file; raises UsageError with one line that does not name the file."""
    shape = _json(data)
    if not isinstance(shape, dict) or "schema" not in shape:
        raise UsageError("not a plan: no `schema` at its top; plans are written by `migrate plan -o FILE`")
    schema = shape["schema"]
    if type(schema) is not int or schema < 1:
        raise UsageError(f"not a plan: `schema` is {printable(codec.describe(schema))}, not a version number")
    if schema > SCHEMA:
        raise UsageError(
            f"made by a newer version of migrate (plan schema {schema}, this one reads {SCHEMA}); "
            "upgrade migrate"
        )
    try:
        plan = _plan(shape)
    except codec.Mismatch as error:
        raise UsageError(f"not a valid plan: {printable(str(error))}") from None
    fault = problem(plan)
    if fault is not None:
        raise UsageError(f"refused: {fault}")
    if plan.id != identity(plan):
        raise UsageError(f"was changed after it was made (its id is not that of its content); {_AGAIN}")
    return plan


def stale(plan: Plan, root: Path) -> tuple[str, ...]:
    """The planned files that are not as they were when the plan was made: changed, gone or unreadable."""
    contents = {e.path: e.after for f in plan.findings for e in f.edits}
    return tuple(
        file.path
        for file in plan.files
        if (
            not _creatable(root, file, contents.get(file.path, ""))
            if file.new
            else _digest_now(root, file.path, file.size) != file.sha256
        )
    )


def _creatable(root: Path, file: PlannedFile, content: str) -> bool:
    """True when a file that is to be created is not there, or is there just so."""
    data = content.encode(text_codec(file.encoding))
    return not os.path.lexists(root / file.path) or _digest_now(root, file.path, len(data)) == digest(data)


def _digest_now(root: Path, path: str, size: int) -> str | None:
    """The digest of a file now; None when it cannot be the planned one."""
    try:
        if paths.symlink_in(root, path) is not None or os.lstat(root / path).st_size != size:
            return None
        return digest((root / path).read_bytes())
    except (OSError, ValueError):
        return None


# --- reading -------------------------------------------------------------------------------------


def _json(data: bytes) -> object:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UsageError(f"not a plan: line {line} is not UTF-8 text") from None
    if not text.strip():
        raise UsageError("the file is empty; plans are written by `migrate plan -o FILE`")
    try:
        return json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        cut = " (is the file cut short?)" if not text[error.pos :].strip() else ""
        raise UsageError(f"not JSON: line {error.lineno}, column {error.colno}: {error.msg}{cut}") from None
    except RecursionError:
        raise UsageError("not a plan: nested too deeply") from None
    except ValueError as error:
        raise UsageError(f"not a plan: {printable(str(error))}") from None


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


def _plan(shape: dict[str, object]) -> Plan:
    """The plan of a JSON object in which findings name their sites by id."""
    shape = dict(shape)
    sites: dict[object, Site] = {}
    ordered: list[Site] = []
    for i, entry in enumerate(_list(shape.get("sites"), "$.sites")):
        place = f"$.sites[{i}]"
        if not isinstance(entry, dict):
            raise codec.Mismatch(place, "an object", entry)
        rest = dict(entry)
        key = codec.decode(rest.pop("id", None), str, f"{place}.id")
        ordered.append(codec.decode(rest, Site, place))
        sites[key] = ordered[-1]
    findings: list[Finding] = []
    for i, entry in enumerate(_list(shape.get("findings"), "$.findings")):
        place = f"$.findings[{i}]"
        if isinstance(entry, dict) and isinstance(entry.get("site"), str):
            if entry["site"] not in sites:
                raise codec.Mismatch(f"{place}.site", "the id of one of the sites", entry["site"])
            entry = entry | {"site": sites[entry["site"]]}
        findings.append(codec.decode(entry, Finding, place))
    plan: Plan = codec.decode(shape | {"sites": [], "findings": []}, Plan)
    return replace(plan, sites=tuple(ordered), findings=tuple(findings))


def _list(value: object, place: str) -> list[object]:
    if not isinstance(value, list):
        raise codec.Mismatch(place, "a list", value)
    return value


# --- what apply relies on ------------------------------------------------------------------------


def problem(plan: Plan) -> str | None:
    """The first thing that makes the plan unsafe to carry out, or None."""
    files = {file.path: file for file in plan.files}
    if len(files) != len(plan.files):
        return f"a file is listed twice; {_AGAIN}"
    for file in plan.files:
        fault = paths.fault(file.path)
        if fault is not None:
            return f"the path {printable(file.path)!r} {fault}"
        if _SHA256.match(file.sha256) is None or file.size < 0:
            return f"{printable(file.path)}: its digest or size is not one; {_AGAIN}"
        try:
            text_codec(file.encoding)
        except MigrateError as error:
            return f"{printable(file.path)}: {error}; {_AGAIN}"
    edits: defaultdict[str, list[Edit]] = defaultdict(list)
    made = {file.path: 0 for file in plan.files if file.new}
    for file in plan.files:
        if file.new and (file.size or file.sha256 != digest(b"")):
            return f"{printable(file.path)}: is to be created, and yet has a content; {_AGAIN}"
    for finding in plan.findings:
        for edit in finding.edits:
            if edit.path in made:
                made[edit.path] += 1
            listed = files.get(edit.path)
            if listed is None:
                return f"an edit of {printable(edit.path)!r}, which is not among the plan's files; {_AGAIN}"
            if edit.span.end > listed.size:
                place = f"{printable(edit.path)}: an edit of bytes {edit.span.start}-{edit.span.end}"
                return f"{place} is outside the file's {listed.size} bytes; {_AGAIN}"
            if _SHA256.match(edit.before_sha256) is None:
                return f"{printable(edit.path)}: the digest of an edit is not one; {_AGAIN}"
            if applied(finding):
                edits[edit.path].append(edit)
    for path, times in made.items():
        if times > 1:
            return f"{printable(path)}: is created {times} times; {_AGAIN}"
    for path in sorted(edits):
        clash = conflicts(edits[path])
        if clash:
            return f"conflicting edits: {clash[0]}; {_AGAIN}"
    return None


# --- writing -------------------------------------------------------------------------------------


def _site_id(site: object) -> str:
    text = json.dumps(site, sort_keys=True)
    return f"s-{digest(text.encode())[:16]}"


def _escape(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i] << 8 | units[i + 1]:04x}" for i in range(0, len(units), 2))
