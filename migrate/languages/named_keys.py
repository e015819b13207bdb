"""Settings of a program that are read or written by the name of a key: `config["openai"]["api_key"]`.

Variables of the environment have detectors of their own; names of attributes (`settings.openai.key`) follow from what
declares them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from migrate.languages.nodes import span_of
from migrate.languages.sites import Detection
from migrate.model import Confidence, SiteKind, Target, TargetKind

_SIGN = re.compile(rb"(?i)open_?-?ai")
_NAMED = re.compile(rb"[oO][pP][eE][nN][_-]?[aA][iI]|[aA]oai|AOAI|azure|Azure|AZURE")
# `["key"]`, `.get("key")`, `useOption("section", "key")`: what is read, how, and under which one or two names.
_ACCESS = re.compile(
    rb"""(?:(?<=[\w)\].])\[\s*(?P<q>["'`])(?P<index>[\w.:/ -]{2,60})(?P=q)\s*\]"""
    rb"""|(?P<call>[A-Za-z_$][\w$]{1,40})(?:<[\w\[\]| ]{1,40}>)?\("""
    rb"""\s*\[?\s*(?P<r>["'`])(?P<first>[\w.:/-]{2,60})(?P=r)\s*\]?"""
    rb"""(?:\s*,\s*(?P<s>["'`])(?P<second>[\w.:-]{2,40})(?P=s))?(?P<rest>[^()\n]{0,40}\))?)"""
)
_READS = re.compile(
    r"(?i)(?:get|read|load|set|save|store|use|remove|delete|pop|has|update|inspect|fetch|local|value|config|option|setting"
    r"|secret|state)(?:.*(?:item|value|key|config|option|setting|secret|password|storage|state|property|param(?:eter)?|pref"
    r"|preference|string|async|cookie|store|default))?s?\Z"
)
_HEADER = re.compile(r"(?i)openai-(?:organi[sz]ation|project|beta)\Z")
_NOT_READS = re.compile(
    r"(?i)element|label|translat|message|header|attribute|icon|fieldvalue|useState\Z|getText|metric"
)
# What a request of somebody else carries is none of the program's settings.
_REQUEST = re.compile(
    rb"(?i)\breq(?:uest)?\.(?:json|form|args|body|query(?:_?params)?|headers|values|get|post)\??\.?\Z"
)
_BETWEEN = re.compile(rb"\s*\??\.?\s*\Z")
# A key that may be kept with nothing in it yet: `openaiApiKey: ""`.
_EMPTY = re.compile(
    rb"""(?P<q>["']?)(?P<key>[A-Za-z_$][\w$-]{3,50})(?P=q)\s*:\s*(?:''|""|``|None|null)(?=\s*(?:[,}\n]|//))"""
)
_OURS = r"(?:azure_?)?open_?ai|aoai"
_KEY = r"(?:api_?)?(?:key|token|secret)s?"
_ADDRESS = r"(?:api_?)?(?:base_?)?(?:url|uri|host|endpoint|base)|proxy_?url"
_ASKED = r"api_?version|org(?:ani[sz]ation)?(?:_?id)?|deployment(?:_?(?:name|id))?|model(?:_?name)?"
_SETTING = rf"(?:{_KEY}|{_ADDRESS}|{_ASKED})"
_OF_VENDOR = re.compile(rf"(?:^|_)(?:{_OURS})_(?:api_|chat_|default_|embedding_|custom_)*{_SETTING}\Z")
_IN_SECTION = re.compile(rf"(?:^|_)(?:{_KEY}|api_?(?:{_ADDRESS})s?|(?:base_?)?urls|endpoints)_(?:{_OURS})\Z")
_OF_AZURE = re.compile(rf"(?:^|_)azure_(?:{_KEY}|{_ADDRESS}|api_?version|deployment(?:_?(?:name|id))?)\Z")
_DEPLOYMENT = re.compile(rb"(?i)azure_?(?:open_?ai_?)?deployment")
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*_[A-Z0-9_]+\Z")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_APART = re.compile(r"[\W_]+")
_BRAND = re.compile(r"(?i)open[_ -]?ai")


def detect(ctx: Detection, root: Node) -> None:
    """Report settings by the names of their keys, each where its last name stands."""
    data = ctx.source.data
    if _SIGN.search(data) is None:
        return
    done = {s.line for s in ctx.sites if s.kind in (SiteKind.ENV, SiteKind.CONFIG)}
    for start, end, names in _reads(data):
        path = "_".join(normal(n) for n in names)
        found = _OF_VENDOR.search(path) or _IN_SECTION.search(path)
        if found is not None and not (_HEADER.match(names[-1]) or (len(names) == 1 and _VARIABLE.match(names[0]))):
            _report(ctx, root, start, end, names[-1], path, done)
    for match in (m for start, end in _lines(data) for m in _EMPTY.finditer(data, start, end)):
        key = normal(match["key"].decode())
        ours = _OF_VENDOR.search(key) is not None and not _VARIABLE.match(match["key"].decode())
        if ours or (_OF_AZURE.search(key) is not None and _deploys(root, match)):
            _report(ctx, root, match.start("key"), match.end("key"), match["key"].decode(), key, done, entry=True)


def _lines(data: bytes) -> Iterator[tuple[int, int]]:
    """The lines that name the API or Azure, each with the end of line: nothing is sought in the others."""
    past = 0
    for match in _NAMED.finditer(data):
        if match.start() >= past:
            end = data.find(b"\n", match.end())
            past = end + 1 if end >= 0 else len(data)
            yield data.rfind(b"\n", 0, match.start()) + 1, past


def normal(name: str) -> str:
    """Words of a key in lower case: `openAiApiKey` as `openai_api_key`."""
    return _APART.sub("_", _HUMP.sub("_", _BRAND.sub("Openai", name))).strip("_").lower()


def _reads(data: bytes) -> Iterator[tuple[int, int, list[str]]]:
    """Where a name stands under which something is read, and all names on the way to it."""
    names: list[str] = []
    last: re.Match[bytes] | None = None
    for match in (m for start, end in _lines(data) for m in _ACCESS.finditer(data, start, end)):
        ours = [] if _REQUEST.search(data, max(0, match.start() - 40), match.start()) else _names(match)
        if last is None or not ours or _BETWEEN.fullmatch(data, last.end(), match.start()) is None:
            if last is not None and names:
                yield _place(last, names)
            names = []
        names += ours
        last = match if ours else None
    if last is not None and names:
        yield _place(last, names)


def _names(match: re.Match[bytes]) -> list[str]:
    if match["index"] is not None:
        return [match["index"].decode()]
    call = match["call"].decode()
    if not _READS.match(call) or _NOT_READS.search(call):
        return []
    first, second = match["first"].decode(), match["second"]
    alone = _OF_VENDOR.search(normal(first)) is not None
    return [first] if second is None or alone else [first, second.decode()]


def _place(match: re.Match[bytes], names: list[str]) -> tuple[int, int, list[str]]:
    part = "index" if match["index"] is not None else "second" if names[-1].encode() == match["second"] else "first"
    return match.start(part), match.end(part), list(names)


def _deploys(root: Node, match: re.Match[bytes]) -> bool:
    """Beside the name of a deployment: then Azure is asked for models, and for nothing else."""
    node = root.descendant_for_byte_range(match.start("key"), match.end("key"))
    while node is not None and node.type not in ("object", "dictionary"):
        node = node.parent
    return node is not None and _DEPLOYMENT.search(node.text or b"") is not None


def _report(
    ctx: Detection, root: Node, start: int, end: int, name: str, path: str, done: set[int], *,
    entry: bool = False,
) -> None:  # fmt: skip
    node = root.descendant_for_byte_range(start, end)
    line = ctx.source.line(start)
    if node is None or line in done:
        return
    if node.type.startswith(("string", "template")) and node.parent is not None and not entry:
        node = node if node.type in ("string", "template_string") else node.parent
    kinds = ("pair",) if entry else ("string", "template_string")
    at = node if not entry else node.parent
    while entry and at is not None and at.type.startswith("string"):
        at = at.parent
    if at is None or at.type not in kinds or node.end_byte - node.start_byte > end - start + 4:
        return
    done.add(line)
    ctx.add(
        SiteKind.CONFIG, name, at, at=node, name_span=span_of(node), confidence=Confidence.MEDIUM,
        flags=("manual_only",), target=Target(TargetKind.AZURE if "azure" in path else TargetKind.UNKNOWN),
    )  # fmt: skip
