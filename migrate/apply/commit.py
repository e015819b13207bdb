"""`apply --commit`: the same bytes as a plain apply, told as one commit for each step of the move.

The commits are made without touching the working tree: each step's files are computed in memory and stored as
objects, and only when the run itself has been carried out does a new branch point at the last of them. No hook
runs, nothing is signed, and no filter the repository configures is run.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from migrate.apply import gitstate
from migrate.apply.results import ApplyResult, Outcome
from migrate.edit import apply_edits
from migrate.errors import RefusedError
from migrate.model import Edit, Finding, Plan
from migrate.redact import printable
from migrate.report.layout import clean, wrap
from migrate.walk import git_command

# Steps in the order of the commits: title, and the rules whose edits belong to it. All others are parameters.
_STEPS: tuple[tuple[str, frozenset[str]], ...] = (
    ("address and key", frozenset({
        "base-url", "api-key-variable", "azure-client", "framework-client", "sdk-legacy", "raw-http",
        "proxy-needless",
    })),
    ("models", frozenset({"model-mapping", "embeddings", "tokenizer"})),
    ("parameters", frozenset()),
    ("answers and errors", frozenset({"error-handling", "reasoning-replay", "stream-usage"})),
    ("dependencies", frozenset({"dependency"})),
)  # fmt: skip
_WIDTH = 72
_PLACES = 8
_TIMEOUT = 120  # seconds


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit: its id and its subject."""

    id: str
    subject: str


@dataclass(frozen=True, slots=True)
class Series:
    """Commits that are stored and that no branch points at yet."""

    branch: str
    commits: tuple[Commit, ...]
    left_out: tuple[str, ...]  # planned files git does not track: edited, not committed
    root: Path
    entries: tuple[tuple[str, str, str], ...]  # mode, object and path of the files in the last commit
    settings: Mapping[str, str]

    def publish(self) -> None:
        """Make the branch and switch to it; the files of the working tree have to be as in its last commit."""
        git = _Git(self.root, self.settings)
        head = f"refs/heads/{self.branch}"
        git.run("update-ref", head, self.commits[-1].id, "")
        git.run("symbolic-ref", "-m", f"migrate: to {self.branch}", "HEAD", head)
        git.run("update-index", "-z", "--index-info", stdin=_index(self.entries))
        git.run("update-index", "-q", "--refresh", fails=True)


def store(plan: Plan, root: Path, dry: ApplyResult, ignore: Iterable[Path]) -> Series:
    """Store the commits for what a dry run says would be done.

    Raises RefusedError when `root` is in no repository with a commit, its tree is not clean, nobody is named as
    author, the branch exists, or git fails.
    """
    planned = [file for file in dry.files if file.outcome is Outcome.PLANNED]
    top, prefix = _repository(root)
    git = _Git(top, gitstate.foreign_filters(top))
    paths = {file.path: prefix + file.path for file in planned}
    branch = f"migrate/{plan.target}-{plan.id[:12]}"
    head = _refuse(git, top, branch, tuple(paths.values()), ignore)
    tracked = _tracked(git, tuple(paths.values()))
    tracked |= _wanted(git, tuple(paths[file.path] for file in planned if file.new))
    kept = {path: full for path, full in paths.items() if full in tracked}
    if not kept:
        where = printable(str(root))
        raise RefusedError(f"{where}: git tracks none of the files to be edited; apply without --commit")
    before = {file.path: (file.before, file.encoding) for file in planned}
    commits: list[Commit] = []
    entries: dict[str, tuple[str, str, str]] = {}
    done: list[Edit] = []
    parent, tree, waiting = head, git.run("rev-parse", f"{head}^{{tree}}").strip(), []
    with tempfile.TemporaryDirectory(prefix="migrate-") as folder:
        index = os.path.join(folder, "index")
        git.run("read-tree", head, index=index)
        for title, findings in _steps(dry.carried_out):
            done += [edit for finding in findings for edit in finding.edits]
            for path in sorted({e.path for f in findings for e in f.edits} & set(kept)):
                data, encoding = before[path]
                after = apply_edits(data, [edit for edit in done if edit.path == path], encoding)
                blob = git.run("hash-object", "-w", "--stdin", "--path", kept[path], stdin=after).strip()
                entries[path] = (tracked[kept[path]], blob, kept[path])
            git.run("update-index", "-z", "--index-info", stdin=_index(entries.values()), index=index)
            new = git.run("write-tree", index=index).strip()
            waiting.append((title, findings))
            if new == tree:
                continue  # its edits are those of a step before, or of files git does not track
            subject, text = _message(plan, waiting)
            parent = git.run("commit-tree", new, "-p", parent, "-F", "-", stdin=text.encode()).strip()
            commits.append(Commit(parent, subject))
            tree, waiting = new, []
    if not commits:
        raise RefusedError(f"{printable(str(root))}: the edits change nothing git tracks; apply without --commit")
    left_out = tuple(path for path in paths if path not in kept)
    return Series(branch, tuple(commits), left_out, top, tuple(entries.values()), git.settings)


# --- checks --------------------------------------------------------------------------------------


def _repository(root: Path) -> tuple[Path, str]:
    """The top of the repository `root` is in, and `root` below it, with a `/` at its end unless empty."""
    git = _Git(root.resolve(), {})
    top = git.run("rev-parse", "--show-toplevel", fails=True).rstrip("\n")
    if not top:
        raise RefusedError(f"{printable(str(root))}: not in a git repository; --commit needs one")
    return Path(top), git.run("rev-parse", "--show-prefix").rstrip("\n")


def _refuse(git: _Git, top: Path, branch: str, planned: Sequence[str], ignore: Iterable[Path]) -> str:
    """The commit HEAD is at; RefusedError when no commits can be put on it."""
    where = printable(str(top))
    head = git.run("rev-parse", "-q", "--verify", "HEAD^{commit}", fails=True).strip()
    if not head:
        raise RefusedError(f"{where}: has no commit yet; make one first")
    dirty = gitstate.dirty(top, planned, ignore)
    if dirty:
        raise RefusedError(f"{gitstate.uncommitted(top, dirty)}; --commit needs a clean tree")
    if git.run("rev-parse", "-q", "--verify", "MERGE_HEAD", fails=True):
        raise RefusedError(f"{where}: a merge is not finished; finish it first")
    for role in ("GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"):
        if not git.run("var", role, fails=True).strip():
            raise RefusedError(
                f"{where}: git does not know who you are; set `git config user.name` and `git config user.email`"
            )
    if git.run("rev-parse", "-q", "--verify", f"refs/heads/{branch}", fails=True):
        raise RefusedError(f"{where}: the branch {branch} exists already; delete it, or switch to it")
    return head


def _tracked(git: _Git, paths: Sequence[str]) -> dict[str, str]:
    """The mode of each of the paths that git tracks."""
    found = {}
    listed = git.run("--literal-pathspecs", "ls-files", "-s", "-z", "--", *paths)
    for record in filter(None, listed.split("\0")):
        meta, _, path = record.partition("\t")
        found[path] = meta.split(" ")[0]
    return found


def _wanted(git: _Git, created: Sequence[str]) -> dict[str, str]:
    """The mode of each of the files to be created that git would not ignore."""
    if not created:
        return {}
    ignored = git.run("check-ignore", "-z", "--no-index", "--", *created, fails=True).split("\0")
    return {path: "100644" for path in created if path not in ignored}


# --- commits -------------------------------------------------------------------------------------


def _steps(findings: Sequence[Finding]) -> list[tuple[str, list[Finding]]]:
    named = frozenset[str]().union(*(rules for _, rules in _STEPS))
    steps = [
        (title, [f for f in findings if f.rule in rules or (not rules and f.rule not in named)])
        for title, rules in _STEPS
    ]
    return [(title, chosen) for title, chosen in steps if chosen]


def _message(plan: Plan, steps: Sequence[tuple[str, Sequence[Finding]]]) -> tuple[str, str]:
    """Subject, and the whole message: what was changed where, and why, with the evidence."""
    title = ", ".join(title for title, _ in steps)
    subject = f"Move from {plan.source} to {plan.target}: {title}"
    groups: dict[tuple[str, str], list[Finding]] = {}
    for _, findings in steps:
        for finding in findings:
            groups.setdefault((finding.rule, finding.message), []).append(finding)
    lines = [subject, ""]
    for (rule, message), found in groups.items():
        lines += wrap(clean(f"{rule}: {message}"), _WIDTH)
        places = list(dict.fromkeys(f"{f.site.path}:{f.site.line}" for f in found))
        more = f" and {len(places) - _PLACES} more" if len(places) > _PLACES else ""
        lines += [f"  {line}" for line in wrap(clean(", ".join(places[:_PLACES]) + more), _WIDTH - 2)]
        for proof in dict.fromkeys(proof for f in found for proof in f.evidence):
            said = f"Evidence: {proof.key} ({', '.join((*proof.sources[:3], proof.as_of))})"
            lines += [f"  {line}" for line in wrap(clean(said), _WIDTH - 2)]
        lines.append("")
    lines += [f"Plan {plan.id[:12]}, catalogue as of {clean(plan.catalog.get('as of', 'unknown'))}."]
    return subject, "\n".join(lines) + "\n"


def _index(entries: Iterable[tuple[str, str, str]]) -> bytes:
    return b"".join(os.fsencode(f"{mode} {blob}\t{path}") + b"\0" for mode, blob, path in entries)


# --- git -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Git:
    """Runs git in `root`, with `settings` on top of the user's configuration."""

    root: Path
    settings: Mapping[str, str]

    def run(self, *arguments: str, stdin: bytes = b"", index: str | None = None, fails: bool = False) -> str:
        """What git prints. A failure is a RefusedError; with `fails` it is an empty answer."""
        command, environment = git_command(self.root, *arguments)
        settings = {"user.useConfigOnly": "true", "core.safecrlf": "false", **self.settings}
        environment["GIT_CONFIG_COUNT"] = str(len(settings))
        for number, (name, value) in enumerate(settings.items()):
            environment |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": value}
        if index is not None:
            environment["GIT_INDEX_FILE"] = index
        try:
            done = subprocess.run(
                command, env=environment, input=stdin, capture_output=True, timeout=_TIMEOUT, check=False
            )
        except FileNotFoundError:
            raise RefusedError("--commit needs git, which is not installed") from None
        except subprocess.TimeoutExpired:
            raise RefusedError(f"git did not answer within {_TIMEOUT} s") from None
        if done.returncode == 0:
            return os.fsdecode(done.stdout)
        if fails:
            return ""
        first = printable(done.stderr.decode(errors="replace").strip().partition("\n")[0])
        raise RefusedError(f"git {arguments[0]} failed: {first}")
