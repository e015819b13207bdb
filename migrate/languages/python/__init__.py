"""Python: tree-sitter's grammar, our own name resolution, the detection tables, the edit verbs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from migrate.languages.base import ArgChange, FileScan, ModuleIndex, Project
from migrate.languages.hints import Hints
from migrate.languages.kept import Kept
from migrate.languages.python import verbs
from migrate.languages.python.detect import detect
from migrate.languages.python.given import clients_given
from migrate.languages.python.modules import Modules
from migrate.languages.python.names import collect
from migrate.languages.python.parse import ParseTimeoutError, count_errors, parse
from migrate.languages.python.resolve import Resolver
from migrate.languages.python.scopes import Module, PyIndex
from migrate.languages.python.tables import tables
from migrate.model import Arg, Edit, Site, Skipped, Span
from migrate.source import SourceFile

_HINTS = Hints(
    (
        b"openai", b"open_ai", b"gpt", b"completions", b"embedding", b"litellm", b"langchain",
        b"llama_index", b"tiktoken", b"chatkit", b"agents", b"autogen", b"crewai", b"semantic_kernel",
        b"dspy", b"pydantic_ai", b"haystack", b"instructor", b"import llm", b"base_url", b"base-url", b"baseurl",
        b"api_base", b"api-base", b"apibase", b"api_host", b"api-host", b"apihost", b"llm_", b"chat_model",
        b"azure_", b"azure-", b"basesettings", b"o1-", b"o3-", b"o4-", b"dall-e", b"whisper-1", b"tts-1",
        b"http_proxy", b"https_proxy", b"all_proxy", b".responses.", b".beta.", b"1536", b"3072",
    ),
    rb"openai|OPENAI|OpenAI|OPEN_AI|open_ai|[\"']openA[iI]|[\"'][^\"'\n]{0,80}(?:gpt|GPT)|completions|\.embeddings\b|text-embedding|"
    rb"/embeddings\b|litellm|langchain|llama_index|tiktoken|chatkit|\bfrom agents\b|\bimport agents\b|, agents\b|"
    rb"autogen|crewai|semantic_kernel|dspy|pydantic_ai|haystack|instructor|import llm\b|\bLLM_|"
    rb"[\"'](?:API_BASE_URL|CHAT_MODEL|EMBEDDINGS?_(?:MODEL|API_KEY|BASE_URL|DIMENSION)|AZURE_(?:API_|DEP|RES))|"
    rb"--base[-_]url|--api[-_](?:base|host)|[\"']--?azure[-_]|[\"']o[134]-|dall-e|whisper-1|tts-1|HTTPS?_PROXY|"
    rb"https?_proxy|ALL_PROXY|all_proxy|\.responses\.|\.beta\.",
    (rb"(?i)base_?url|api_?base|api_?host", rb"/v\d|/compatible-mode|/openai"),
    (
        rb"\b(?:1536|3072)\b",
        rb"(?i)(?:embed\w*|vectors?|index)_(?:dims?|dimensions?|size|len|length|width)|dimensions?|vector_?dim|"
        rb"num_dim|\b(?:half)?vector\w*[(=]|\]\s*\*\s*(?:1536|3072)|FieldSchema|Index(?:Flat|HNSW|IVF)",
    ),
    (rb"BaseSettings", rb"(?i)llm_|embeddings?_(?:model|api|base)|chat_model|api_?base|azure_"),
)


class Python:
    """`LANGUAGES["python"]`."""

    name = "python"
    suffixes: tuple[str, ...] = (".py", ".pyi", ".pyw")

    def __init__(self) -> None:
        self._parsed = Kept(_parsed)
        self._resolvers: dict[int, tuple[Project, Resolver]] = {}

    # --- detection -------------------------------------------------------------------------------

    def prefilter(self, data: bytes) -> bool:
        """Whether any word stands in the file without which there is no site."""
        return _HINTS.found(data)

    def calls(self, data: bytes) -> frozenset[str]:
        """Functions and classes of the file that are given a client."""
        return clients_given(data)

    def index(self, source: SourceFile) -> ModuleIndex:
        """Scopes and bindings of the file."""
        return self.module(source).index

    def module(self, source: SourceFile) -> Module:
        """The file with its syntax tree. Raises ParseTimeoutError."""
        return self._parsed.of(source)[0]

    def dependencies(self, index: ModuleIndex, files: frozenset[str]) -> Iterator[str]:
        """Files of the project the imports name."""
        python = cast(PyIndex, index)
        modules = Modules(files, {})
        seen: set[str] = set()
        for imported in python.imports:
            found = modules.find(python.path, imported)
            if found is not None and found[0] not in seen:
                seen.add(found[0])
                yield found[0]

    def sites(self, source: SourceFile, project: Project) -> FileScan:
        """Every use of an LLM API in the file."""
        try:
            module, errors = self._parsed.of(source)
        except ParseTimeoutError as error:
            return FileScan((), (Skipped(source.path, "parse_timeout", str(error)),))
        found = detect(source, module, self._resolver(project, module.index))
        if errors:
            found = tuple(_with_flag(s, "parse_errors") for s in found)
        return FileScan(found, (), errors)

    def let_go(self) -> None:
        """Keep nothing of the files looked at."""
        self._parsed.let_go()
        self._resolvers.clear()

    def _resolver(self, project: Project, index: PyIndex) -> Resolver:
        """One resolver per project, so that what it found out serves all files."""
        known = self._resolvers.get(id(project))
        if known is not None and known[0] is project and index.path in project.modules:
            known[1].forget()
            return known[1]
        indexes = cast("Mapping[str, PyIndex]", project.modules)
        if index.path not in indexes:
            indexes = {**indexes, index.path: index}
        resolver = Resolver(Modules(project.files | {index.path}, indexes), tables(), project.wrappers)
        if index.path in project.modules:
            self._resolvers = {id(project): (project, resolver)}
        return resolver

    def parse_errors(self, data: bytes) -> int:
        """Number of syntax errors. Raises ParseTimeoutError where that would take too long to say."""
        return count_errors(parse(data))

    # --- edit verbs ------------------------------------------------------------------------------

    def literal(self, value: object) -> str:
        """`value` as Python source."""
        return verbs.literal(value)

    def env_reference(self, name: str, default: str | None = None) -> str:
        """`os.environ["NAME"]`, or `os.environ.get("NAME", "default")`."""
        return verbs.env_reference(name, default)

    def ensure_import(self, source: SourceFile, module: str) -> Edit | None:
        """`import module` after the imports that are there; None when the name is bound already."""
        return verbs.ensure_import(source, module)

    def replace_value(self, source: SourceFile, span: Span, value: object) -> Edit:
        """Replace a value, its quotes and prefix kept."""
        return verbs.replace_value(source, span, value)

    def replace_literal(self, source: SourceFile, span: Span, code: str) -> Edit:
        """Replace a whole expression by source text."""
        return verbs.replace_literal(source, span, code)

    def rename_argument(self, source: SourceFile, arg: Arg, name: str) -> Edit:
        """Rename a keyword argument or a dict entry's key."""
        return verbs.rename_argument(source, arg, name)

    def add_argument(self, source: SourceFile, site: Site, name: str, code: str) -> Edit:
        """Add `name=code` after the last argument."""
        return verbs.only(self.combine(source, site, (ArgChange("add", name, code),)), source)

    def remove_argument(self, source: SourceFile, site: Site, arg: Arg) -> Edit:  # noqa: ARG002
        """Remove an argument or dict entry with its comma."""
        return verbs.remove_argument(source, arg)

    def set_extra_body(
        self, source: SourceFile, site: Site, entries: Mapping[str, object]
    ) -> tuple[Edit, ...]:
        """Add `extra_body={...}` or merge into the one that is there."""
        return self.combine(source, site, (self.extra_body_change(source, site, entries),))

    def extra_body_change(
        self, source: SourceFile, site: Site, entries: Mapping[str, object]
    ) -> ArgChange:
        """`extra_body` as a change for `combine`."""
        return verbs.extra_body_change(source, site, entries)

    def combine(
        self, source: SourceFile, site: Site, changes: Sequence[ArgChange]
    ) -> tuple[Edit, ...]:
        """Several changes of one call as edits that never overlap."""
        return verbs.combine(source, site, changes)


def _parsed(source: SourceFile) -> tuple[Module, int]:
    tree = parse(source.data, source.encoding)
    return collect(source.path, tree, source.data, source.encoding), count_errors(tree)


def _with_flag(site: Site, flag: str) -> Site:
    from dataclasses import replace

    return replace(site, flags=site.flags | {flag})


