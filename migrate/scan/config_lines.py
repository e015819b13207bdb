"""Files that are read line by line: templates, web server configuration, scripts, Makefiles, Terraform.

What is found here is shown; the lines are not parsed, so nothing is edited (flag `manual_only`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from migrate.model import Confidence, EnvRef, Literal, Site, SiteKind, Span, Target, TargetKind, Value
from migrate.redact import mask, printable
from migrate.scan import config_declared
from migrate.scan import config_tables as tables
from migrate.scan import config_values as values
from migrate.scan.config_site import normal, snippet
from migrate.source import SourceFile

_SUFFIXES = (".conf", ".tf", ".tfvars", ".bicep", ".mk", ".tpl", ".j2", ".jinja", ".jinja2", ".erb", ".ps1", ".psm1",
             ".hcl", ".bicepparam", ".conf.template", ".sql", ".prisma", ".http", ".rest", ".bat", ".cmd",
             ".fish")  # fmt: skip
_NAMES = frozenset({"Makefile", "makefile", "GNUmakefile", "Procfile", "Caddyfile", "justfile", "Justfile",
                    "_redirects", "Vagrantfile"})  # fmt: skip
_TEMPLATE = re.compile(rb"\{\{[-%\s.$\"\w]|\{%|<%")
_HELM = re.compile(rb"(?<!\$)\{\{-?\s*(?:\.(?:Values|Release|Chart)\b|(?:include|template|toYaml|range|with)\b)")
_COMMENT = re.compile(r"(?:^|(?<=\s))(?:#(?!\{)|//|--\s|;).*$|^\s*@?(?i:rem\s|::).*$")
_HELM_COMMENT = re.compile(r"\{\{-?\s*/\*.*?\*/\s*-?\}\}|\{#.*?#\}")
_WORD = re.compile(
    r"""(?x) (?P<before>[$({]|\(["']|\benv[.:]|\b(?:export|unset|setx|secrets?\ set)[ ]
            |\bazd\ env\ (?:get-value|set(?:-secret)?)\ +["']?|\bread\ (?:-\w+\ )+|^\s*set\ (?:-\w+\ )+
            |\s--name[=\ ]["']?|-e\ |--env[=\ ]|\bname\ *[:=]\ *["']?
            |\b(?:output|param)\ )?
        (?:(?<![\w.-])|(?P<under>(?<=\.data\.)|(?<=\.stringData\.)))(?P<word>[A-Z][A-Z0-9_]*[A-Z0-9])(?![\w-])
        (?P<after>["']?\ *[:?+]?=(?!=)|["']?\ *:(?=\s|\Z))?"""
)
_WIDTH = re.compile(r"(?i)\b(?:half)?vec(?:tor)?\]?\s?\(\s?(?P<width>\d{3,5})\s?\)")
_KEYED = re.compile(
    r"(?i)(?<![\w$])(?:\w*dim(?:s|ensions?|ensionality)?|vector_?(?:size|length)|embedding_?(?:size|length|width))"
    r"[\"']?(?:\s+int)?\s*[:=]\s*[\"']?(?P<width>\d{3,5})\b"
)
_PASS = re.compile(r"(?:proxy_pass|reverse_proxy|ProxyPass|upstream|rewrite|200!?)\b|^\s*/\S*\s+https?:")
_CALL = re.compile(
    r"\b(?:curl|wget|http|https|xh|Invoke-(?:RestMethod|WebRequest))\s|^(?:GET|POST|DELETE)\s+\S*$"
)
_QUOTED = re.compile(r"""(["'])((?:(?!\1).)*)\1""")
_INSIDE = re.compile(r"""(\\?")([\w./:-]{2,80})\1""")  # of JSON inside a quoted argument
_LONGEST = 2000
_WRITES = re.compile(r">>?\s*(?!&|/dev/)[\w~./\"'$%]")  # a line that is written to a file, not shown
_KEPT = re.compile(  # a here-document's first line, where its text becomes a file or a manifest
    r"\btee\b|\bkubectl\b.{0,80}?\s(?:apply|create|replace)\b|(?<![<>&\d])>>?\s*(?!&|/dev/)[\w~./\"'$]"
)
_SAID = re.compile(r"(?i)\s*comment\s+on\s")  # of SQL: text for people
_LIST = re.compile(r"\[[@*]|\+?=\(")  # a list of the script's own
_PATH = re.compile(
    r"\$\{?\w+\}?(?P<path>(?:/v1)?/(?:chat/completions|embeddings|completions|responses|images/generations"
    r"|audio/(?:speech|transcriptions)))(?![\w/-])"
)
_MARKS = re.compile(r"[A-Z\"'$/(=]|openai\.|1536|3072|proxychains|torsocks|graftcp")  # no sign, no site
_ECHO = re.compile(r"^\s*@?(?:echo|printf|Write-Host|log|info|warn|error)\b")


def wants(path: str) -> bool:
    """True for files that are read line by line."""
    name = path.rpartition("/")[2]
    return name in _NAMES or path.lower().endswith(_SUFFIXES)


def is_template(source: SourceFile) -> bool:
    """True when the file holds template code of Helm, Jinja or ERB."""
    return _TEMPLATE.search(source.data) is not None


def is_helm(source: SourceFile) -> bool:
    """True for a template of Helm's, which may happen to be YAML as it stands."""
    return _HELM.search(source.data) is not None


def sites(source: SourceFile, language: str, known: Sequence[Site]) -> Iterator[Site]:
    """Sites in the lines of the file that are not among `known`."""
    taken: set[tuple[object, ...]] = {(s.kind, s.line) for s in known}  # several variables may share a line
    told: dict[int, list[Site]] = {}
    for site in known:
        told.setdefault(site.line, []).append(site)
    texts = {n for t in _texts(source, language) for n in range(source.line(t.start), source.line(t.end) + 1)}
    for number in sorted({source.line(sign) for sign in tables.signs(source.data)}):
        begin = source.line_start(number)
        raw = source.text(source.line_span(begin))
        if len(raw) > _LONGEST or number in texts or _MARKS.search(raw) is None:
            continue  # data or something made, or the text of a here-document
        line = _HELM_COMMENT.sub(lambda m: " " * len(m[0]), raw)
        line = _COMMENT.sub(lambda m: " " * len(m[0]), line)
        if not line.strip() or (_ECHO.match(line) and not _WRITES.search(line)):
            continue
        found = list(_found(line, language))
        for kind, start, end, value, target in found or config_declared.declared(line, source.path):
            keyed = kind is SiteKind.CONFIG and value is None  # the name of a setting
            valued = kind in (SiteKind.MODEL, SiteKind.BASE_URL, SiteKind.CONFIG) and not keyed
            if (kind, number) in taken or (kind, number, line[start:end]) in taken:
                continue
            taken.add((kind, number, line[start:end]) if kind is SiteKind.ENV else (kind, number))
            at = begin + len(raw[:start].encode(source.encoding))
            put_in = SiteKind.HTTP if kind is SiteKind.ENV else None  # a variable within a request's address
            if any(o.span.start <= at < o.span.end for o in told.get(number, ()) if o.kind is not put_in):
                continue
            span = Span(at, at + len(raw[start:end].encode(source.encoding)))
            yield Site(
                kind=kind,
                api=printable(mask(raw[start:end])),
                path=source.path,
                span=span,
                line=number,
                column=source.column(at),
                language=language,
                target=target,
                confidence=Confidence.MEDIUM,
                value=value,
                value_span=span if valued else None,
                features=frozenset({"embedding_width"} if kind is SiteKind.CONFIG and not keyed else ()),
                name_span=span if kind is SiteKind.ENV or keyed else None,
                snippet=snippet(source, at),
                flags=frozenset({"manual_only"}),
            )


def _texts(source: SourceFile, language: str) -> list[Span]:
    """Here-documents of a script that are shown or run: text, not commands, unlike what is written to a file."""
    if language != "shell":
        return []
    from migrate.formats.shell import here_documents

    return [span for span in here_documents(source) if not _is_kept(source, span)]


def _is_kept(source: SourceFile, span: Span) -> bool:
    """`cat <<EOF > settings.yaml`, `kubectl apply -f - <<EOF`: the text becomes a file or a manifest."""
    opener = source.text(source.line_span(max(0, span.start - 1)))[:_LONGEST]
    return _KEPT.search(opener) is not None


@cache
def _programs() -> re.Pattern[str]:
    names = sorted(tables.raw()["proxy"]["programs"], key=len, reverse=True)
    return re.compile(rf"(?<![\w/-])(?:{'|'.join(map(re.escape, names))})(?![\w-])")


def _found(line: str, language: str) -> Iterator[tuple[SiteKind, int, int, Value | None, Target]]:
    unknown = Target(TargetKind.UNKNOWN)
    for word in _WORD.finditer(line):
        variable = tables.variable(word["word"])
        colon = (word["after"] or "").endswith(":") and language in ("shell", "dockerfile")  # text for people
        if language == "shell" and _LIST.match(line, word.end("word")):
            continue
        if variable is not None and "_" in word["word"] and (
            word["before"] or word["under"] is not None or (word["after"] and not colon)
        ):
            target = unknown
            if variable.vendor == "azure-openai":
                target = Target(TargetKind.AZURE, variable.vendor)
            elif variable.vendor not in (None, "openai"):
                target = Target(TargetKind.OTHER, variable.vendor)
            yield SiteKind.ENV, word.start("word"), word.end("word"), EnvRef(word["word"]), target
    for section in values.sections(line):
        azure = tables.pattern("keys", "azure").search(normal(section.text)) is not None
        owner = Target(TargetKind.AZURE, "azure-openai") if azure else unknown
        yield SiteKind.CONFIG, section.start, section.end, None, owner
    for piece in values.urls(line):
        found = tables.target_of(piece.text)
        if found is not None:
            before = line[: piece.start]
            kind = SiteKind.PROXY if _PASS.search(before + piece.text) else SiteKind.BASE_URL
            if _CALL.search(before):
                kind = SiteKind.HTTP
            if found.kind is TargetKind.OTHER:
                continue
            yield kind, piece.start, piece.end, Literal(mask(piece.text)), found
    path = _PATH.search(line) if "$" in line else None
    if path is not None and _CALL.search(line[: path.start()]):
        yield SiteKind.HTTP, path.start("path"), path.end("path"), Literal(path["path"]), unknown
    program = _programs().search(line) if language in ("shell", "dockerfile", "text") else None
    if program is not None:
        yield SiteKind.PROXY, program.start(), program.end(), None, unknown
    for column in (*_WIDTH.finditer(line), *_KEYED.finditer(line)) if _SAID.match(line) is None else ():
        if int(column["width"]) in tables.raw()["keys"]["widths"]:
            yield SiteKind.CONFIG, column.start("width"), column.end("width"), Literal(int(column["width"])), unknown
    seen = set()
    for quoted in (*_QUOTED.finditer(line), *_INSIDE.finditer(line)):
        model = tables.model(quoted[2])
        if model == ("openai", True) and quoted.start(2) not in seen:
            seen.add(quoted.start(2))
            yield SiteKind.MODEL, quoted.start(2), quoted.end(2), Literal(quoted[2]), unknown
    yield from config_declared.models(line)
    yield from config_declared.handed(line)
    yield from config_declared.forwarded(line)
