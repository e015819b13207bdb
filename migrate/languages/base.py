"""What a programming language supplies: detection and edit verbs. One module per language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from migrate.errors import MigrateError
from migrate.model import Arg, Edit, Site, Skipped, Span
from migrate.wrappers import Wrapper

if TYPE_CHECKING:
    from migrate.source import SourceFile


class EditError(MigrateError):
    """The asked edit cannot be written without risk at that place; nothing was changed."""


class ParseTimeoutError(MigrateError):
    """Parsing took far longer than code of this size does: the file is left as it is."""

    def __init__(self) -> None:
        super().__init__("reading it as code takes too long")


@dataclass(frozen=True, slots=True)
class FileScan:
    """What one file held. `parse_errors` counts the syntax errors the parser had to step over."""

    sites: tuple[Site, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    parse_errors: int = 0


class ModuleIndex(Protocol):
    """What other files may need to know of a file. Picklable; its content is the language's affair."""

    @property
    def path(self) -> str:
        """Path of the file, relative to the root."""


@dataclass(frozen=True, slots=True)
class Project:
    """All files of the scan and the index of those that were worth reading, for one language.

    `wrappers` are what the configuration says forwards to the API.
    """

    files: frozenset[str]
    modules: Mapping[str, ModuleIndex] = field(default_factory=dict)
    wrappers: tuple[Wrapper, ...] = ()


@dataclass(frozen=True, slots=True)
class ArgChange:
    """One change of a call's arguments, for `combine`.

    `name` is the argument's present name; `code` is the value's source text for `add` and `replace`,
    and the new name for `rename`.
    """

    op: Literal["add", "remove", "rename", "replace"]
    name: str
    code: str = ""


class Language(Protocol):
    """Detection and edit verbs of one language. Spans are byte offsets in the file as on disk."""

    name: str
    suffixes: tuple[str, ...]

    def prefilter(self, data: bytes) -> bool:
        """False only when the bytes cannot hold a site, so that most files are never parsed."""

    def calls(self, data: bytes) -> frozenset[str] | None:
        """Names that may be called here with a client, where files are indexed when they are asked for.

        None: this language asks all files at once, so each is indexed. A name too many costs time, no more.
        """

    def index(self, source: SourceFile) -> ModuleIndex:
        """What other files may need to know of this one."""

    def dependencies(self, index: ModuleIndex, files: frozenset[str]) -> Iterable[str]:
        """Files of the project that this one imports."""

    def sites(self, source: SourceFile, project: Project) -> FileScan:
        """Every use of an LLM API in the file."""

    def let_go(self) -> None:
        """Keep nothing in memory of the files looked at: those of another language come next."""

    def parse_errors(self, data: bytes) -> int:
        """Number of syntax errors; an edit must not raise it. Raises ParseTimeoutError."""

    def literal(self, value: object) -> str:
        """`value` as source text of the language."""

    def env_reference(self, name: str, default: str | None = None) -> str:
        """An expression that reads the environment variable `name`."""

    def ensure_import(self, source: SourceFile, module: str) -> Edit | None:
        """The edit that makes `module` importable by its name; None when it already is."""

    def replace_value(self, source: SourceFile, span: Span, value: object) -> Edit:
        """Replace a value by another, in the style of what stands there (quotes, prefix)."""

    def replace_literal(self, source: SourceFile, span: Span, code: str) -> Edit:
        """Replace a whole expression by source text."""

    def rename_argument(self, source: SourceFile, arg: Arg, name: str) -> Edit:
        """Give a keyword argument or dict entry another name."""

    def add_argument(self, source: SourceFile, site: Site, name: str, code: str) -> Edit:
        """Add `name=code` after the last argument."""

    def remove_argument(self, source: SourceFile, site: Site, arg: Arg) -> Edit:
        """Remove an argument with the comma and the white space that belong to it."""

    def set_extra_body(
        self, source: SourceFile, site: Site, entries: Mapping[str, object]
    ) -> tuple[Edit, ...]:
        """Add `extra_body={...}` or merge the entries into the one that is there."""

    def extra_body_change(
        self, source: SourceFile, site: Site, entries: Mapping[str, object]
    ) -> ArgChange:
        """The same as a change for `combine`."""

    def combine(
        self, source: SourceFile, site: Site, changes: Sequence[ArgChange]
    ) -> tuple[Edit, ...]:
        """Several changes of one call's arguments as edits that never overlap."""
