"""Dependency manifests of every ecosystem to sites: SDKs, frameworks, tokenizers. Lock files are not read.

`Site.api` is the name as it is written, `value_span` the version specifier.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from migrate.formats import format_of
from migrate.formats.base import Entry
from migrate.model import Literal, Site, SiteKind, Span, Target, TargetKind
from migrate.redact import printable
from migrate.scan import config_tables as tables
from migrate.scan.config_site import snippet
from migrate.source import SourceFile

_NPM = frozenset({"package.json"})
_NPM_TABLES = frozenset({"dependencies", "devDependencies", "peerDependencies", "optionalDependencies"})
_TEXT_NAMES = frozenset({"go.mod", "Gemfile", "pom.xml", "packages.config", "mix.exs", "build.sbt", "setup.py"})
_TEXT_SUFFIXES = (".gradle", ".gradle.kts", ".gemspec", ".csproj", ".fsproj", ".vbproj", ".props")

_PYTHON = re.compile(
    r"\s*(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)(?:[ \t]*\[[^\]]*\])?[ \t]*(?P<spec>[^;#]*?)[ \t]*(?:[;#].*)?\Z"
)
_CONDA = re.compile(r"(?:[\w.-]+::)?(?P<name>[A-Za-z0-9][\w.-]*)[ \t]*(?P<spec>(?:[=<>!~].*)?)\Z")
_PIP = re.compile(r"\b(?:pip3?|uv pip|uv|pipx|poetry|pdm|conda|mamba) (?:install|add)\b(?P<rest>[^\n;&|]*)")
_PACKAGE = re.compile(
    r"""(?<![\w./@-])["']?(?P<name>[A-Za-z0-9][\w.-]*)(?:\[[^\]]*\])?(?P<spec>(?:[=<>!~]=?[^\s"';&|\\]*)?)"""
    r"""["']?(?=\s|\\|\Z)"""
)
_NPM_ADD = re.compile(r"\b(?:npm (?:install|i|add)|yarn add|pnpm (?:add|install)|bun add)\b(?P<rest>[^\n;&|]*)")
_NPM_PACKAGE = re.compile(r"(?<!\S)(?P<name>@?[a-z0-9][\w./-]*)(?P<spec>(?:@[\w.^~*-]+)?)(?=\s|\\|\Z)")

_GO = re.compile(
    r"(?m)^[ \t]*(?:require[ \t]+)?(?P<name>[\w.-]+\.[a-z]+/[^\s]+)[ \t]+(?P<spec>v[^\s/]+)(?P<rest>[^\n]*)"
)
_GEM = re.compile(
    r"""(?m)^[ \t]*(?:gem|\w+\.add_(?:\w+_)?dependency)[ \t(]+(["'])(?P<name>[\w-]+)\1"""
    r"""(?:[ \t]*,[ \t]*(?P<spec>["'][^"']*["']))?"""
)
_GRADLE = re.compile(r"""["'](?P<name>[\w.-]+:[\w.-]+)(?::(?P<spec>[^"'@]*))?(?:@\w+)?["']""")
_GRADLE_ALIAS = re.compile(r"\b(?P<name>libs\.(?:\w+\.){0,4}openai(?:\.\w+){0,4})(?![\w(])", re.IGNORECASE)
_CATALOG_GROUP = re.compile(r"""\bgroup\s*=\s*["']([\w.-]+)["']""")
_GRADLE_MAP = re.compile(
    r"""group\s*[:=]\s*["'](?P<group>[\w.-]+)["']\s*,\s*name\s*[:=]\s*["'](?P<name>[\w.-]+)["']"""
)
_POM_PART = re.compile(r"<(groupId|artifactId|version)>\s*([^<]*?)\s*</\1>")
_POM_EXCLUDED = re.compile(r"<exclusions>.*?</exclusions>", re.DOTALL)  # names of what is left out
_NUGET = re.compile(
    r"""<(?:PackageReference|PackageVersion|package)\b(?=[^<>]*?\b(?:Include|id)\s*=\s*"(?P<name>[^"]+)")"""
    r"""(?:[^<>]*?\b[Vv]ersion\s*=\s*"(?P<spec>[^"]*)")?"""
)
_MIX = re.compile(r"\{\s*:(?P<name>[a-z_]+)\s*,\s*(?P<spec>\"[^\"]*\")?")
_SETUP = re.compile(
    r"\b(?:install_requires|extras_require|tests_require|setup_requires|require\w*|REQUIRE\w*)\s*=\s*(?=[\[{])"
)
_SETUP_PART = re.compile(
    r"""(?P<mark>[\[\]{}])|(?P<key>["'][^"'\n]*["']\s*:)"""
    r"""|["'](?P<name>[A-Za-z0-9][\w.-]*)(?:\[[^\]"']*\])?\s*(?P<spec>[^"';\n]*?)[ \t]*(?:;[^"\n]*)?["']"""
)
_SBT = re.compile(r'"(?P<group>[\w.-]+)"\s*%%?\s*"(?P<name>[\w.-]+)"\s*%\s*"(?P<spec>[^"]*)"')
_DENO = re.compile(r"(?:npm:|jsr:|https://(?:deno\.land/x|esm\.sh)/)(@?[\w./-]*?[\w-])(?:@|/v?\d|\Z)")
# What opens a comment and what closes it, per kind of file; `//` but not that of an address.
_COMMENTS = {
    "xml": (re.compile(r"<!--"), {"<!--": "-->"}),
    "c": (re.compile(r"(?<!:)//|/\*"), {"//": "\n", "/*": "*/"}),
    "hash": (re.compile(r"(?m)(?:^|(?<=\s))#"), {"#": "\n"}),
}


def wants(path: str) -> bool:
    """True for manifests that are not of a configuration format."""
    name = path.rpartition("/")[2]
    return name in _TEXT_NAMES or name.endswith(_TEXT_SUFFIXES)


def sites(source: SourceFile, entries: Sequence[Entry] = ()) -> Iterator[Site]:
    """Every dependency of the file that is an LLM library; `entries` are those of its format, if it has one."""
    name = source.path.rpartition("/")[2]
    form = format_of(source.path)
    if form == "requirements":
        for entry in entries:
            yield from _of_entry(source, form, "python", entry)
    elif form in ("toml", "json", "yaml", "ini"):
        yield from _structured(source, form, name, entries)
    elif form in ("dockerfile", "shell"):
        yield from _commands(source, form, source.text(), source.start)
    elif wants(source.path):
        yield from _plain(source, name)


# --- parsed manifests ----------------------------------------------------------------------------


def _structured(source: SourceFile, form: str, name: str, entries: Sequence[Entry]) -> Iterator[Site]:
    readers: dict[str, Callable[[SourceFile, Entry, str], Iterator[Site]]] = {
        "package.json": _package_json,
        "composer.json": _composer_json,
        "deno.json": _deno,
        "import_map.json": _deno,
        "importmap.json": _deno,
        "pyproject.toml": _pyproject,
        "Pipfile": _pipfile,
        "Cargo.toml": _cargo,
        "libs.versions.toml": _gradle_catalog,
        "pubspec.yaml": _pubspec,
        "setup.cfg": _setup_cfg,
        "pnpm-workspace.yaml": _pnpm_catalog,
    }
    reader = readers.get(name)
    if reader is None and form == "yaml":
        reader = _conda_or_commands
    if reader is None:
        return
    for entry in entries:
        yield from reader(source, entry, form)


def _package_json(source: SourceFile, entry: Entry, form: str) -> Iterator[Site]:
    if len(entry.key_path) == 2 and entry.key_path[0] in _NPM_TABLES:
        yield from _of_entry(source, form, "npm", entry)


def _composer_json(source: SourceFile, entry: Entry, form: str) -> Iterator[Site]:
    if len(entry.key_path) == 2 and entry.key_path[0] in ("require", "require-dev"):
        yield from _of_entry(source, form, "composer", entry)


def _deno(source: SourceFile, entry: Entry, form: str) -> Iterator[Site]:
    if len(entry.key_path) == 2 and entry.key_path[0] == "imports" and isinstance(entry.value, str):
        found = _DENO.match(entry.value)
        if found is not None:
            yield from _made(source, form, "npm", found[1], entry.key_span, entry.value_span)


def _pyproject(source: SourceFile, entry: Entry, form: str) -> Iterator[Site]:
    path = entry.key_path
    listed = path[-1].isdigit() and entry.key_span is None
    if listed and (
        path[:-1] in (("project", "dependencies"), ("tool", "uv", "dev-dependencies"))
        or path[:2] in (("project", "optional-dependencies"), ("dependency-groups", path[1]))
        or path[:3] == ("tool", "pdm", "dev-dependencies")
        or (path[:2] == ("tool", "hatch") and path[-2] in ("dependencies", "extra-dependencies"))
    ):
        yield from _requirement(source, entry, form, _PYTHON)
    elif path[:2] == ("tool", "poetry") and len(path) >= 4 and entry.key_span is not None:
        place = next((i for i, part in enumerate(path) if part in ("dependencies", "dev-dependencies")), None)
        if place is not None and len(path) == place + 2:
            yield from _of_entry(source, form, "python", entry)


def _pipfile(source: SourceFile, entry: Entry, form: str) -> Iterator[Site]:
    if len(entry.key_path) == 2 and entry.key_path[0] in ("packages", "dev-packages"):
        yield from _of_entry(source, form, "python", entry)


def _cargo(source: SourceFile, entry: Entry, form: str) -> Iterator[Site]:
    path = entry.key_path
    if len(path) >= 2 and path[-2] in ("dependencies", "dev-dependencies", "build-dependencies"):
        yield from _of_entry(source, form, "cargo", entry)
    elif (
        len(path) >= 3
        and path[-3] in ("dependencies", "dev-dependencies")
        and path[-1] in ("version", "workspace")
        and "flow" not in entry.flags  # `[dependencies.async-openai]`, `async-openai.workspace = true`
    ):
        spec = entry.value_span if path[-1] == "version" else None
        yield from _made(source, form, "cargo", path[-2], entry.key_span, spec)


def _gradle_catalog(source: SourceFile, entry: Entry, form: str) -> Iterator[Site]:
    if entry.key_path[:1] != ("libraries",) or not isinstance(entry.value, str):
        return
    name = ":".join(entry.value.split(":")[:2])
    if entry.key == "module" or (len(entry.key_path) == 2 and ":" in entry.value):
        yield from _made(source, form, "maven", name, entry.key_span, entry.value_span)
    elif entry.key == "name" and entry.value_span is not None:
        line = source.text(source.line_span(entry.value_span.start))
        group = _CATALOG_GROUP.search(line)
        if group is not None:
            yield from _made(source, form, "maven", f"{group[1]}:{entry.value}", entry.key_span, entry.value_span)


def _pubspec(source: SourceFile, entry: Entry, form: str) -> Iterator[Site]:
    if len(entry.key_path) == 2 and entry.key_path[0] in ("dependencies", "dev_dependencies"):
        yield from _of_entry(source, form, "pub", entry)


def _setup_cfg(source: SourceFile, entry: Entry, form: str) -> Iterator[Site]:
    path = entry.key_path
    if path in (("options", "install_requires"),) or path[:1] == ("options.extras_require",):
        span = entry.value_span
        if span is None:
            return
        offset = span.start
        for line in source.text(span).split("\n"):
            found = _PYTHON.match(line.rstrip("\r"))
            if found is not None:
                yield from _matched(source, form, "python", line, offset, found)
            offset += len(line.encode(source.encoding)) + 1


def _pnpm_catalog(source: SourceFile, entry: Entry, form: str) -> Iterator[Site]:
    if entry.key_path[0] in ("catalog", "catalogs"):
        yield from _of_entry(source, form, "npm", entry)


def _conda_or_commands(source: SourceFile, entry: Entry, form: str) -> Iterator[Site]:
    if not isinstance(entry.value, str) or entry.value_span is None:
        return
    names = [part for part in entry.key_path if not part.isdigit()]
    if "assignment" in entry.flags:  # `- openai=1.0` looks like one
        names.pop()
        if names in (["dependencies"], ["dependencies", "pip"]) and entry.key_span is not None:
            spec = Span(entry.key_span.end, entry.value_span.end)
            yield from _made(source, form, "python", entry.key, entry.key_span, spec)
    elif names in (["dependencies"], ["dependencies", "pip"]) and entry.key_span is None:
        yield from _requirement(source, entry, form, _CONDA if names[-1] == "dependencies" else _PYTHON)
    elif "install" in entry.value or " add " in entry.value:
        yield from _commands(source, form, source.text(entry.value_span), entry.value_span.start)


def _requirement(source: SourceFile, entry: Entry, form: str, pattern: re.Pattern[str]) -> Iterator[Site]:
    span = entry.value_span
    if span is None or not isinstance(entry.value, str):
        return
    text, offset = source.text(span), span.start
    if text[:1] in ("'", '"') and text[-1:] == text[:1]:
        text, offset = text[1:-1], offset + 1
    found = pattern.match(text)
    if found is not None:
        yield from _matched(source, form, "python", text, offset, found)


def _of_entry(source: SourceFile, form: str, ecosystem: str, entry: Entry) -> Iterator[Site]:
    yield from _made(source, form, ecosystem, entry.key, entry.key_span, entry.value_span)


# --- manifests that are programs, and commands ---------------------------------------------------


def _plain(source: SourceFile, name: str) -> Iterator[Site]:
    text, base = source.text(), source.start
    if name == "go.mod":
        for found in _GO.finditer(text):
            if "// indirect" not in found["rest"]:
                yield from _matched(source, "text", "go", text, base, found)
    elif name == "Gemfile" or name.endswith(".gemspec"):
        for found in _GEM.finditer(_without(text, "hash")):
            yield from _matched(source, "text", "gem", text, base, found)
    elif name == "pom.xml":
        yield from _pom(source, _without(text, "xml"), base)
    elif name.endswith((".gradle", ".gradle.kts")):
        plain = _without(text, "c")
        for found in _GRADLE.finditer(plain):
            yield from _matched(source, "text", "maven", text, base, found)
        for found in _GRADLE_ALIAS.finditer(plain):
            yield from _matched(source, "text", "maven", text, base, found)
        for found in _GRADLE_MAP.finditer(plain):
            yield from _matched(source, "text", "maven", text, base, found, f"{found['group']}:{found['name']}")
    elif name == "mix.exs":
        for found in _MIX.finditer(_without(text, "hash")):
            yield from _matched(source, "text", "hex", text, base, found)
    elif name == "setup.py":
        yield from _setup_py(source, text, base)
    elif name == "build.sbt":
        for found in _SBT.finditer(_without(text, "c")):
            yield from _matched(source, "text", "maven", text, base, found, f"{found['group']}:{found['name']}")
    else:
        for found in _NUGET.finditer(_without(text, "xml")):
            yield from _matched(source, "text", "nuget", text, base, found)


def _setup_py(source: SourceFile, text: str, base: int) -> Iterator[Site]:
    """`install_requires=["openai>=1"]`; the program is read, never run."""
    plain = _without(text, "hash")
    for opened in _SETUP.finditer(plain):
        depth = 0
        for part in _SETUP_PART.finditer(plain, opened.end()):
            depth += (part["mark"] in ("[", "{")) - (part["mark"] in ("]", "}"))
            if depth <= 0:
                break
            if part["name"]:
                yield from _matched(source, "text", "python", text, base, part)


def _without(text: str, kind: str) -> str:
    """The text with comments blanked, every character in its place."""
    opening, closing = _COMMENTS[kind]
    pieces: list[str] = []
    position = 0
    while (found := opening.search(text, position)) is not None:
        close = closing[found[0]]
        end = text.find(close, found.end())
        end = len(text) if end < 0 else end if close == "\n" else end + len(close)
        pieces += [text[position : found.start()], re.sub(r"[^\n]", " ", text[found.start() : end])]
        position = end
    return "".join(pieces) + text[position:]


def _pom(source: SourceFile, text: str, base: int) -> Iterator[Site]:
    text = _POM_EXCLUDED.sub(lambda found: " " * len(found[0]), text)
    end = 0
    while (start := text.find("<dependency>", end)) >= 0 and (end := text.find("</dependency>", start)) >= 0:
        parts = {m[1]: m for m in _POM_PART.finditer(text, start, end)}
        if "groupId" not in parts or "artifactId" not in parts:
            continue
        artifact, version = parts["artifactId"], parts.get("version")
        name = f"{parts['groupId'][2]}:{artifact[2]}"
        spec = _span(source, text, base, version.start(2), version.end(2)) if version else None
        place = _span(source, text, base, artifact.start(2), artifact.end(2))
        yield from _made(source, "text", "maven", name, place, spec)


def _commands(source: SourceFile, form: str, text: str, base: int) -> Iterator[Site]:
    """`pip install openai`, `npm install openai` in scripts."""
    plain = re.sub(r"(?m)^[ \t]*#.*$", lambda m: " " * len(m[0]), text)
    plain = re.sub(r"\\\r?\n", lambda m: " " * len(m[0]), plain)
    for command, package, ecosystem in ((_PIP, _PACKAGE, "python"), (_NPM_ADD, _NPM_PACKAGE, "npm")):
        for line in command.finditer(plain):
            for found in package.finditer(plain, line.start("rest"), line.end("rest")):
                yield from _matched(source, form, ecosystem, text, base, found)


def _span(source: SourceFile, text: str, base: int, start: int, end: int) -> Span:
    begin = base + len(text[:start].encode(source.encoding))
    return Span(begin, begin + len(text[start:end].encode(source.encoding)))


def _matched(
    source: SourceFile,
    form: str,
    ecosystem: str,
    text: str,
    base: int,
    found: re.Match[str],
    name: str | None = None,
) -> Iterator[Site]:
    name = name or found["name"]
    if tables.dependency(ecosystem, name) is None:
        return
    name_span = _span(source, text, base, found.start("name"), found.end("name"))
    spec = None
    if "spec" in found.re.groupindex and found["spec"]:
        spec = _span(source, text, base, found.start("spec"), found.end("spec"))
    yield from _made(source, form, ecosystem, name, name_span, spec)


def _made(
    source: SourceFile, form: str, ecosystem: str, name: str, name_span: Span | None, spec: Span | None
) -> Iterator[Site]:
    family = tables.dependency(ecosystem, name)
    if family is None or name_span is None:
        return
    version = source.text(spec).strip("\"'") if spec is not None and len(spec) else None
    whole = Span(name_span.start, max(name_span.end, spec.end)) if spec is not None else name_span
    yield Site(
        kind=SiteKind.DEPENDENCY,
        api=printable(name),
        path=source.path,
        span=whole,
        line=source.line(name_span.start),
        column=source.column(name_span.start),
        language=form,
        sdk=family,
        target=Target(TargetKind.UNKNOWN),
        features=frozenset({ecosystem}),
        value=Literal(version) if version else None,
        value_span=spec,
        name_span=name_span,
        snippet=snippet(source, name_span.start),
    )
