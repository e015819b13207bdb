"""Where an expression that reads a variable may stand in Go, Java, Kotlin, C#, Rust, PHP and Ruby.

Only what a pattern can tell for certain: the whole argument of a call, or the whole value of a definition that need
not be constant. Constants of Go, Rust, C#, PHP and `const val` stay what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from posixpath import dirname
from typing import TYPE_CHECKING

from migrate.edit import make
from migrate.model import Edit, Site, Span
from migrate.rules.base import Ready, SetCode

if TYPE_CHECKING:
    from migrate.rules.base import Change, Context
    from migrate.source import SourceFile

LANGUAGES = frozenset({"java", "kotlin", "csharp", "php", "ruby", "go", "rust"})
# Named arguments: `uri_base: "https://..."`.
_NAMED = frozenset({"ruby", "php", "csharp"})
# What stands on the line before the value of a definition, and what may follow it.
_DEFINED = {
    "java": (r"(?:private\s+(?:static\s+)?)?(?:final\s+)?String\s+(\w+)\s*=\s*", r"\s*;"),
    "kotlin": (r"(?:private\s+)?va[lr]\s+(\w+)(?:\s*:\s*String)?\s*=\s*", r"\s*(?://.*)?$"),
    "csharp": (r"(?:(?:private|internal|static|readonly)\s+)*(?:string|var)\s+(\w+)\s*=\s*", r"\s*;"),
    "php": (r"\$(\w+)\s*=\s*", r"\s*;"),
    "ruby": (r"([A-Za-z_@][\w.]*)\s*=\s*", r"\s*(?:#.*)?$"),
    "go": (r"(?:var\s+)?([A-Za-z_][\w.]*)(?:\s+string)?\s*:?=\s*", r"\s*(?://.*)?$"),
}
_CMP = (1, 22)  # the version of Go that has cmp.Or


def written(
    site: Site, span: Span, source: SourceFile, name: str, value: str, ctx: Context
) -> tuple[Change, ...]:
    """The changes that read `name`, with `value` where it is not set; empty where that is not certain to work."""
    from migrate import languages

    if site.language == "rust":
        return _rust(span, source, name, value)
    if not (_is_argument(site.language, span, source) or _is_definition(site.language, span, source)):
        return ()
    if site.language == "go":
        return _go(span, source, name, value, ctx)
    return (SetCode(span, languages.LANGUAGES[site.language].env_reference(name, value)),)


def _is_argument(language: str, span: Span, source: SourceFile) -> bool:
    before, after = source.data[: span.start].rstrip()[-1:], source.data[span.end :].lstrip()[:1]
    if before == b":" and language in _NAMED:
        return after in (b")", b",")
    return before in (b"(", b",") and after in (b")", b",")


def _is_definition(language: str, span: Span, source: SourceFile) -> bool:
    if language not in _DEFINED:
        return False
    line = source.line_span(span.start)
    before, after = source.text(Span(line.start, span.start)), source.text(Span(span.end, line.end))
    pattern, rest = _DEFINED[language]
    found = re.fullmatch(pattern, before.lstrip("\ufeff \t"))
    if found is None or re.match(rest, after) is None:
        return False
    text = source.data.decode(source.encoding, "replace")
    named = re.escape(found[1])
    if language == "go" and _in_const(source, line.start):
        return False
    # An annotation, a case and another constant need a value that is known when it is compiled.
    fixed = rf"@\w+\s*\([^)]*\b{named}\b|\bcase\s+[\w.]*\b{named}\b|\bconst\b[^;\n]*\b{named}\b"
    return re.search(fixed, text) is None


def is_constant(language: str, span: Span, source: SourceFile) -> bool:
    """True for a value that the compiler has to know: nothing can be read in its place."""
    if language not in ("go", "rust", "csharp", "kotlin", "php"):
        return False
    before = source.text(Span(source.line_span(span.start).start, span.start))
    word = r"\b(?:const|static)\b" if language == "rust" else r"\bconst\b"
    return re.search(word, before) is not None or (language == "go" and _in_const(source, span.start))


def _in_const(source: SourceFile, offset: int) -> bool:
    """True inside Go's `const ( ... )`."""
    before = source.data[:offset]
    opened = max((m.start() for m in re.finditer(rb"(?m)^const[ \t]*\(", before)), default=-1)
    return opened >= 0 and re.search(rb"(?m)^\)", before[opened:]) is None


def _rust(span: Span, source: SourceFile, name: str, value: str) -> tuple[Change, ...]:
    """async-openai's `with_api_base` takes whatever becomes a String."""
    before, after = source.data[: span.start].rstrip(), source.data[span.end :].lstrip()[:1]
    if not re.search(rb"\.with_api_base\($", before) or after != b")" or re.search(r'["\\]', value):
        return ()
    return (SetCode(span, f'std::env::var("{name}").unwrap_or_else(|_| "{value}".to_string())'),)


# --- Go ---


def _go(span: Span, source: SourceFile, name: str, value: str, ctx: Context) -> tuple[Change, ...]:
    """`cmp.Or(os.Getenv("NAME"), "value")`, where the module's Go has it."""
    shadowed = re.search(rb'(?m)/cmp"|\bcmp\b(?!\.Or\(|")|\bos\s*:?=[^=]|[(,]\s*os\s+\w', source.data)
    if shadowed is not None or not _has_cmp(source.path, ctx) or re.search(r'["\\]', value):
        return ()
    imports = [Ready(edit) for module in ("cmp", "os") for edit in go_import(source, module)]
    return (SetCode(span, f'cmp.Or(os.Getenv("{name}"), "{value}")'), *imports)


def _has_cmp(path: str, ctx: Context) -> bool:
    folder = dirname(path)
    while True:
        module = ctx.read(f"{folder}/go.mod".lstrip("/"))
        if module is not None:
            found = re.search(rb"(?m)^go[ \t]+(\d+)\.(\d+)", module.data)
            return found is not None and (int(found[1]), int(found[2])) >= _CMP
        if not folder:
            return False
        folder = dirname(folder)


def go_import(source: SourceFile, module: str) -> Iterator[Edit]:
    """The line that imports a module of the standard library, in its place of the first group."""
    text = source.data.decode(source.encoding, "replace")
    if re.search(rf'(?m)^(?:import)?[ \t]*"{module}"', text):
        return
    block = re.search(r"(?m)^import[ \t]*\([ \t]*\r?\n((?:[ \t]+[^\r\n]+\r?\n)*)", text)
    if block is None:
        at = re.search(r"(?m)^import\b", text)
        if at is not None:
            start = len(text[: at.start()].encode(source.encoding))
            yield make(source, Span(start, start), f'import "{module}"\n')
            return
        package = re.search(r"(?m)^package[ \t]+\w+[^\r\n]*", text)
        if package is not None:
            end = len(text[: package.end()].encode(source.encoding))
            yield make(source, Span(end, end), f'\n\nimport "{module}"')
        return
    offset = block.start(1)
    for line in block[1].splitlines(keepends=True):
        path = re.search(r'"([^"]*)"', line)
        if path is not None and path[1] > module:
            break
        offset += len(line)
    at_byte = len(text[:offset].encode(source.encoding))
    yield make(source, Span(at_byte, at_byte), f'\t"{module}"\n')
