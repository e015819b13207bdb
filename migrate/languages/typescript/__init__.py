"""JavaScript and TypeScript, also in Vue and Svelte components: grammars, resolution, detection, edit verbs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import cast

from migrate.languages.base import ArgChange, FileScan, ModuleIndex, Project
from migrate.languages.hints import Hints
from migrate.languages.kept import Kept
from migrate.languages.typescript import verbs
from migrate.languages.typescript.detect import detect
from migrate.languages.typescript.modules import Modules
from migrate.languages.typescript.names import collect
from migrate.languages.typescript.parse import ParseTimeoutError, parse, parse_errors
from migrate.languages.typescript.resolve import Resolver
from migrate.languages.typescript.scopes import Module, TsIndex
from migrate.languages.typescript.tables import tables
from migrate.languages.typescript.words import called
from migrate.model import Arg, Edit, Site, Skipped, Span
from migrate.source import SourceFile

_HINTS = Hints(
    (
        b"openai", b"open_ai", b"gpt", b"completions", b"embedding", b"langchain", b"llamaindex",
        b"tiktoken", b"chatkit", b"ai-sdk", b'from "ai', b"from 'ai", b"baseurl", b"basepath", b"api_base",
        b"base_url", b"llm_", b"o1-", b"o3-", b"o4-", b"dall-e", b"whisper-1", b"tts-1", b"http_proxy",
        b"https_proxy", b"all_proxy", b"socks_proxy", b"finish_reason", b".responses.", b".beta.", b"1536",
        b"3072", b"completion_tokens",
    ),
    rb"openai|OPENAI|OpenA[iI]|OPEN_AI|open_ai|openA[iI]|gpt|GPT|completions|[Ee]mbedding|langchain|llamaindex|tiktoken|chatkit|CHATKIT|"
    rb"ai-sdk|from [\"']ai[\"']|baseURL|basePath|API_BASE|BASE_URL|\bLLM_|[\"'`]o[134]-|dall-e|whisper-1|tts-1|"
    rb"HTTPS?_PROXY|https?_proxy|ALL_PROXY|SOCKS_PROXY|finish_reason|\.responses\.|\.beta\.|\b(?:1536|3072)\b|completion_tokens"
)


class TypeScript:
    """`LANGUAGES["typescript"]`: JavaScript is TypeScript without types."""

    name = "typescript"
    suffixes = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".vue", ".svelte")

    def __init__(self) -> None:
        self._parsed = Kept(_parsed)
        self._resolvers: dict[int, tuple[Project, Resolver]] = {}

    # --- detection -------------------------------------------------------------------------------

    def prefilter(self, data: bytes) -> bool:
        """Whether any word stands in the file without which there is no site."""
        return _HINTS.found(data)

    def calls(self, data: bytes) -> frozenset[str]:
        """Every name that is called."""
        return called(data)

    def index(self, source: SourceFile) -> ModuleIndex:
        """Scopes, bindings and exports of the file."""
        return self.module(source).index

    def module(self, source: SourceFile) -> Module:
        """The file with its syntax tree. Raises ParseTimeoutError."""
        return self._parsed.of(source)[0]

    def dependencies(self, index: ModuleIndex, files: frozenset[str]) -> Iterator[str]:
        """Files of the project the imports name."""
        typescript = cast(TsIndex, index)
        modules = Modules(files, {})
        seen: set[str] = set()
        for module in typescript.imports:
            found = modules.file(typescript.path, module)
            if found is not None and found not in seen:
                seen.add(found)
                yield found

    def sites(self, source: SourceFile, project: Project) -> FileScan:
        """Every use of an LLM API in the file."""
        try:
            module, errors = self._parsed.of(source)
        except ParseTimeoutError as error:
            return FileScan((), (Skipped(source.path, "parse_timeout", str(error)),))
        found = detect(source, module, self._resolver(project, module.index))
        if errors:
            found = tuple(replace(s, flags=s.flags | {"parse_errors"}) for s in found)
        return FileScan(found, (), errors)

    def let_go(self) -> None:
        """Keep nothing of the files looked at."""
        self._parsed.let_go()
        self._resolvers.clear()

    def _resolver(self, project: Project, index: TsIndex) -> Resolver:
        """One resolver per project, so that what it found out serves all files."""
        known = self._resolvers.get(id(project))
        if known is not None and known[0] is project and index.path in project.modules:
            known[1].forget()
            return known[1]
        indexes = cast("Mapping[str, TsIndex]", project.modules)
        if index.path not in indexes:
            indexes = {**indexes, index.path: index}
        resolver = Resolver(Modules(project.files | {index.path}, indexes), tables(), project.wrappers)
        if index.path in project.modules:
            self._resolvers = {id(project): (project, resolver)}
        return resolver

    def parse_errors(self, data: bytes) -> int:
        """Number of syntax errors under the grammar that fits best."""
        return parse_errors(data)

    # --- edit verbs ------------------------------------------------------------------------------

    def literal(self, value: object) -> str:
        """`value` as JavaScript source."""
        return verbs.literal(value)

    def env_reference(self, name: str, default: str | None = None) -> str:
        """`process.env.NAME`, or `process.env.NAME ?? "default"`."""
        return verbs.env_reference(name, default)

    def ensure_import(self, source: SourceFile, module: str) -> Edit | None:  # noqa: ARG002
        """None: what the edits write (`process.env`) needs no import."""
        return None

    def replace_value(self, source: SourceFile, span: Span, value: object) -> Edit:
        """Replace a value, its quotes kept."""
        return verbs.replace_value(source, span, value)

    def replace_literal(self, source: SourceFile, span: Span, code: str) -> Edit:
        """Replace a whole expression by source text."""
        return verbs.replace_literal(source, span, code)

    def rename_argument(self, source: SourceFile, arg: Arg, name: str) -> Edit:
        """Rename a property; a shorthand one is written out."""
        return verbs.rename_argument(source, arg, name)

    def add_argument(self, source: SourceFile, site: Site, name: str, code: str) -> Edit:
        """Add the property `name: code` after the last one."""
        return verbs.only(self.combine(source, site, (ArgChange("add", name, code),)), source)

    def remove_argument(self, source: SourceFile, site: Site, arg: Arg) -> Edit:  # noqa: ARG002
        """Remove a property, list item or argument with its comma."""
        return verbs.remove_argument(source, arg)

    def set_extra_body(self, source: SourceFile, site: Site, entries: Mapping[str, object]) -> tuple[Edit, ...]:
        """The SDK sends properties it does not know as they are: they are added, or replaced where they stand."""
        changes = tuple(
            ArgChange("add" if site.arg(name) is None else "replace", name, verbs.literal(value))
            for name, value in entries.items()
        )
        return self.combine(source, site, changes)

    def extra_body_change(self, source: SourceFile, site: Site, entries: Mapping[str, object]) -> ArgChange:
        """One entry as a change for `combine`; several are one `add` each."""
        return verbs.extra_body_change(source, site, entries)

    def combine(self, source: SourceFile, site: Site, changes: Sequence[ArgChange]) -> tuple[Edit, ...]:
        """Several changes of one call as edits that never overlap."""
        return verbs.combine(source, site, changes)


def _parsed(source: SourceFile) -> tuple[Module, int]:
    parsed = parse(source.path, source.data, source.encoding)
    return collect(source.path, parsed.tree, source.data, source.encoding), parsed.errors
