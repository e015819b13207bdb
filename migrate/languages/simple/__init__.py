"""One engine for languages whose libraries a table can describe: imports, constructors, calls, arguments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from posixpath import dirname
from typing import cast

from migrate.languages.base import ArgChange, FileScan, ModuleIndex, Project
from migrate.languages.hints import Hints
from migrate.languages.kept import Kept
from migrate.languages.simple import verbs
from migrate.languages.simple.detect import detect
from migrate.languages.simple.grammar import Grammar
from migrate.languages.simple.module import Index, Module, collect
from migrate.languages.simple.parse import ParseTimeoutError, count_errors, parse
from migrate.languages.simple.resolve import Resolver
from migrate.languages.simple.tables import tables
from migrate.model import Arg, Edit, Site, Skipped, Span
from migrate.source import SourceFile

_HINTS = Hints(
    (
        b"openai", b"open_ai", b"gpt", b"completions", b"embedding", b"langchain", b"tiktoken", b"jtokkit",
        b"api_base", b"base_url", b"llm_", b"o1-", b"o3-", b"o4-", b"dall-e", b"whisper-1", b"tts-1", b"http_proxy",
        b"https_proxy", b"all_proxy",
    ),
    rb"[Oo]pen_?[Aa][Ii]|OPEN_?AI|gpt|GPT|Gpt|completions|[Ee]mbedding|langchain|[Tt]iktoken|jtokkit|"
    rb"API_BASE|BASE_URL|\bLLM_|[\"'`]o[134]-|dall-e|whisper-1|tts-1|HTTPS?_PROXY|https?_proxy|ALL_PROXY"
)
_NEIGHBOURS = 60  # files of one folder


class SimpleLanguage:
    """Detection over a grammar and a table; of the edit verbs, those that replace literals."""

    def __init__(self, grammar: Grammar, libraries: str | None = None) -> None:
        """`libraries` names the table when it is another language's, which shares its libraries."""
        self.grammar = grammar
        self.libraries = libraries or grammar.name
        self.name = grammar.name
        self.suffixes = grammar.suffixes
        self._parsed = Kept(self._module)
        self._folders: tuple[frozenset[str], dict[str, list[str]]] | None = None

    # --- detection -------------------------------------------------------------------------------

    def prefilter(self, data: bytes) -> bool:
        """Whether any word stands in the file without which there is no site."""
        return _HINTS.found(data)

    def calls(self, data: bytes) -> None:
        """None: constants and types are looked for in all files."""

    def index(self, source: SourceFile) -> ModuleIndex:
        """Constants, typed fields and classes of the file."""
        return self._parsed.of(source)[0].index

    def dependencies(self, index: ModuleIndex, files: frozenset[str]) -> Iterator[str]:
        """Files of the project that the file may use: those of the same folder, and imports for all below."""
        folder = dirname(index.path)
        if self._folders is None or self._folders[0] is not files:
            self._folders = files, _by_folder(files, self.suffixes)
        beside = self._folders[1].get(folder, [])[: _NEIGHBOURS + 1]
        yield from [f for f in beside if f != index.path][:_NEIGHBOURS]
        for name in tables(self.libraries).everywhere:
            above = folder
            while above:
                above = dirname(above)
                if (path := f"{above}/{name}".lstrip("/")) in files:
                    yield path

    def sites(self, source: SourceFile, project: Project) -> FileScan:
        """Every use of an LLM API in the file."""
        try:
            module, errors = self._parsed.of(source)
        except ParseTimeoutError:
            return FileScan((), (Skipped(source.path, "parse_timeout"),))
        others = cast("Mapping[str, Index]", project.modules)
        found = detect(source, module, Resolver(module, tables(self.libraries), others, project.files))
        if errors:
            found = tuple(replace(s, flags=s.flags | {"parse_errors"}) for s in found)
        return FileScan(found, (), errors)

    def _module(self, source: SourceFile) -> tuple[Module, int]:
        tree = parse(self.grammar.load, source.data, source.encoding)
        return collect(source.path, tree, self.grammar), count_errors(tree)

    def let_go(self) -> None:
        """Keep nothing of the files looked at."""
        self._parsed.let_go()
        self._folders = None

    def parse_errors(self, data: bytes) -> int:
        """Number of syntax errors."""
        return count_errors(parse(self.grammar.load, data))

    # --- edit verbs ------------------------------------------------------------------------------

    def literal(self, value: object) -> str:
        """`value` as source text."""
        if isinstance(value, str):
            return self.grammar.quote(value, '"') or verbs.literal(value)
        return verbs.literal(value)

    def env_reference(self, name: str, default: str | None = None) -> str:
        """An expression that reads the variable."""
        return self.grammar.env_reference(name, default)

    def ensure_import(self, source: SourceFile, module: str) -> Edit | None:
        """Refused: imports are added by hand."""
        raise verbs.refuse(source, 1, f"importing {module}")

    def replace_value(self, source: SourceFile, span: Span, value: object) -> Edit:
        """Replace a value, its quotes kept."""
        return verbs.replace_value(self.grammar, source, span, value)

    def replace_literal(self, source: SourceFile, span: Span, code: str) -> Edit:
        """Replace a whole expression by source text."""
        from migrate.edit import make

        return make(source, span, code)

    def rename_argument(self, source: SourceFile, arg: Arg, name: str) -> Edit:
        """Refused."""
        raise verbs.refuse(source, source.line(arg.span.start), f"renaming {arg.name} to {name}")

    def add_argument(self, source: SourceFile, site: Site, name: str, code: str) -> Edit:  # noqa: ARG002
        """Refused."""
        raise verbs.refuse(source, site.line, f"adding {name}")

    def remove_argument(self, source: SourceFile, site: Site, arg: Arg) -> Edit:
        """Refused."""
        raise verbs.refuse(source, site.line, f"removing {arg.name}")

    def set_extra_body(
        self, source: SourceFile, site: Site, entries: Mapping[str, object]
    ) -> tuple[Edit, ...]:
        """Refused."""
        raise verbs.refuse(source, site.line, f"sending {', '.join(entries)}")

    def extra_body_change(
        self, source: SourceFile, site: Site, entries: Mapping[str, object]
    ) -> ArgChange:
        """Refused."""
        raise verbs.refuse(source, site.line, f"sending {', '.join(entries)}")

    def combine(
        self, source: SourceFile, site: Site, changes: Sequence[ArgChange]
    ) -> tuple[Edit, ...]:
        """Refused."""
        raise verbs.refuse(source, site.line, f"changing {', '.join(c.name for c in changes)}")


def _by_folder(files: frozenset[str], suffixes: tuple[str, ...]) -> dict[str, list[str]]:
    """The files of a language, sorted, by the folder they are in."""
    folders: dict[str, list[str]] = {}
    for file in sorted(f for f in files if f.endswith(suffixes)):
        folders.setdefault(dirname(file), []).append(file)
    return folders
