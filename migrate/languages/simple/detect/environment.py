"""Variables of the environment and keys of configuration, wherever code names them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from migrate.languages.simple.detect.context import Context
from migrate.languages.simple.detect.literals import OURS_BASE
from migrate.languages.simple.expr import Call, Name, Text, span_of, text_of
from migrate.languages.simple.module import Chain
from migrate.languages.tables import companions, is_provider_id
from migrate.model import Confidence, EnvRef, SiteKind, Span
from migrate.scan import config_tables as tables
from migrate.scan.config_site import normal
from migrate.scan.config_values import is_section

if TYPE_CHECKING:
    from tree_sitter import Node

_NAME = re.compile(r"([A-Z][A-Z0-9_]{2,80})=?\Z")
_WRITTEN = re.compile(r"(?:export )?([A-Z][A-Z0-9_]{2,80})=\S*\s?\Z")
_TAG = re.compile(r"(?:env|envconfig|envDefault|mapstructure)(?::\"|=|\()\"?([A-Z][A-Z0-9_]{2,80})")
_PLACEHOLDER = re.compile(r"\$\{([A-Za-z][\w.-]*)(?::[^}]*)?\}")
_PROCESSED = re.compile(r"%env\((?:[\w.-]*:)*([A-Z][A-Z0-9_]{2,80})\)%")  # Symfony's
_KEY = re.compile(
    r"(?i)(?:[\w-]+[.:])*(?:azure[_-]?)?(?:spring[.]ai[.])?open-?_?ai(?:[.:_-][\w-]+)+\Z|(?:[\w-]+[.:])+open_?ai[\w-]*\Z"
)
_PASCAL = re.compile(r"(?:[\w-]+[.:])*(?:[Aa]zure)?[Oo]pen(?:AI|Ai|ai)(?:[A-Z][A-Za-z0-9]*)+\Z")
_FILES = (".php", ".json", ".yml", ".yaml", ".toml", ".xml", ".env", ".go", ".rb", ".java", ".com", ".org", ".md")
_KEY_CALLS = re.compile(
    r"(?i)config|conf$|[gs]et_?string|getvalue|getsection|getrequired|setting|viper|property|^env$|^\[\]$|"
    r"credentials|secret|fetch|^get$|^dig$|value|preference|set_?(?:override|default)|_option$|stringprefer"
    r"|^(?:get|read|load|find|lookup|resolve)_?(?:api_?)?(?:key|token)$|^(?:public_)?send$"
    r"|^(?:define|declare|register)\w*?_?(?:guc|option|pref|variable|flag|string|param(?:eter)?|var)$"
)
_KEY_OWNERS = re.compile(
    r"(?i)(?:^|[._])(?:viper|koanf|conf(?:ig)?|cfg|settings|pref(?:erence)?s|prop(?:ertie)?s)(?:\(\))?$"
)
_HOLDERS = re.compile(r"(?:^|\.)(?:\w*Settings?|BuildConfig|AppConfig|Figaro\.env)$")
_STORES = re.compile(r"credentials|secrets|Settings?|BuildConfig")
_WORD = re.compile(r"[\w.:/-]+")
_ELSE = re.compile(
    rb"\s*\)?\s*(?:\?\?|\?:|\|\||\.\s*(?:unwrap_or(?:_else)?|orElse(?:Get)?|getOrElse|or_else)\s*\(\s*(?:\|\w*\|\s*|\(\)\s*->\s*)?)"
    rb"\s*(?:String::from\()?[\"']([^\"'\n]{2,120})[\"']"
)
_WORDS = 4  # of a setting's path
_DOTTED = re.compile(  # `acme.openai.api-key`, not the name of a package
    r"(?!(?:com|org|net|io|dev|cn|de|fr|uk|ru|edu|me|app|kotlin|javax?)\.)[a-z][\w-]*(?:[.:][\w-]+){2,}"
)
_KEY_NAMES = re.compile(r"(?i)key|prop|setting|config|pref|option|param")  # constants that hold the name of a key


def detect(ctx: Context) -> None:
    """Report every place that names a variable of this API, a proxy, or a key of its configuration."""
    given = ctx.given() | companions(ctx.source.data)
    for top in ctx.module.tops:
        chain = ctx.module.chain(top)
        for link in chain.links if chain is not None else ():
            if link.call is not None:
                _read(ctx, link.call, link.node, given)
        if chain is not None:
            _held(ctx, chain)
    for node in ctx.module.strings:
        expr = ctx.module.expr(node)
        value = expr.value if isinstance(expr, Text) else None
        if value is None and isinstance(expr, Text):
            known = _known(expr)
            if _is_setting(known):
                _built(ctx, node, known)
            elif _WRITTEN.match(known):
                value = known  # `"OPENAI_API_KEY=$key"`, for a file of variables
        if value is None or len(value) > 300:
            continue
        _mention(ctx, node, value)


def _held(ctx: Context, chain: Chain) -> None:
    """Settings that are read by name: `SiteSetting.openai_api_key`, `credentials.openai[:api_key]`."""
    root = ctx.module.expr(chain.root) if chain.root is not None else None
    words: list[str] | None = [] if isinstance(root, Name) and _HOLDERS.search(root.text) else None
    for link in chain.links:
        if words is None:
            ruby = ctx.module.grammar.name == "ruby" and link.name == "configuration"
            words = [] if ruby or _STORES.fullmatch(link.name) else None
            continue
        if link.name in ("[]", "dig", "fetch", "get") and link.call is not None:
            held = [ctx.module.expr(given.value) for given in link.call.args]
            words += [e.value for e in held if isinstance(e, Text) and e.value]
        elif link.call is not None and link.call.args:
            return
        else:
            words.append(link.name)
        named = ".".join(words)
        if link.call is None and any(link.name in index.members for index in ctx.resolver.others.values()):
            return  # a property of the program's own, not a name that is looked up
        if len(words) <= _WORDS and _is_setting(named):
            at = link.call.args[-1].value if link.call is not None and link.call.args else link.name_node
            ctx.add(SiteKind.CONFIG, named, link.node, at=at, name_span=span_of(at), confidence=Confidence.MEDIUM)
            return


def _is_variable(ctx: Context, name: str, default: str | None = None) -> SiteKind | None:
    if name in ctx.shared.env_proxy:
        return SiteKind.PROXY
    return SiteKind.ENV if ctx.shared.is_env(name, default) else None


def _read(ctx: Context, call: Call, node: Node, given: frozenset[str]) -> None:
    read = ctx.values.env_read(call)
    if read is not None and read.default is None:
        read = replace(read, default=_otherwise(ctx, node))
    kind = _is_variable(ctx, read.name, read.default) if read is not None else None
    if read is not None and kind is None and OURS_BASE.search(_given_to(ctx, node)):
        kind = SiteKind.ENV  # `WithOpenAIBaseURL(os.Getenv("LOCAL_ENDPOINT"))`
    if read is not None and kind is None and read.name in given:
        kind = SiteKind.ENV
    if read is None or kind is None:
        return
    first = call.args[0].value
    last = call.args[-1].value
    default = span_of(last) if len(call.args) > 1 and isinstance(ctx.module.expr(last), Text) else None
    ctx.add(kind, read.name, node, at=first, value=read, value_span=default, name_span=span_of(first))


def _otherwise(ctx: Context, node: Node) -> str | None:
    """What stands where the variable is not set: `?? "..."`, `?: '...'`, `.unwrap_or("...")`, `.orElse("...")`."""
    above: Node | None = node.parent
    for _ in range(2 * _WORDS):
        if above is None or above.type in ctx.module.grammar.scopes or above.type in ctx.module.grammar.binders:
            return None
        rest = ctx.source.data[node.end_byte : min(above.end_byte, node.end_byte + 300)]
        if (found := _ELSE.match(rest)) is not None:
            return found[1].decode("utf-8", "replace")
        above = above.parent
    return None


def _given_to(ctx: Context, node: Node) -> str:
    """The function whose argument an expression is, directly."""
    above = node.parent.parent if node.parent is not None else None
    call = ctx.module.expr(above) if above is not None else None
    return call.name if isinstance(call, Call) and any(g.value == node for g in call.args) else ""


def _mention(ctx: Context, node: Node, value: str) -> None:
    if (SiteKind.ENV, node.start_byte) in ctx.claimed or (SiteKind.PROXY, node.start_byte) in ctx.claimed:
        return
    named = "_" in value and not is_provider_id(value)
    found = (_NAME.match(value) or _WRITTEN.match(value)) if named else None
    kind = _is_variable(ctx, found[1]) if found else None
    if found and kind is not None and (kind is SiteKind.ENV or not value.endswith("=")):
        around = ctx.around(node)
        if not around.shown and not around.is_key:
            ctx.add(
                kind, found[1], node, value=EnvRef(found[1]), name_span=_inner(ctx, node, found[1]),
                confidence=Confidence.MEDIUM,
            )  # fmt: skip
        return
    if "env" in value:
        for tag in _TAG.finditer(value):
            kind = _is_variable(ctx, tag[1])
            if kind is not None:
                ctx.add(kind, tag[1], node, value=EnvRef(tag[1]), name_span=_inner(ctx, node, tag[1]))
                return
    if "%env(" in value:
        for held in _PROCESSED.finditer(value):
            _placeholder(ctx, node, held[1])
        return
    if "${" in value:
        for held in _PLACEHOLDER.finditer(value):
            _placeholder(ctx, node, held[1])
        return
    if (_KEY.match(value) or _PASCAL.match(value)) and not value.lower().endswith(_FILES):
        around = ctx.around(node)
        asked = around.call and (_KEY_CALLS.search(around.call) or _KEY_OWNERS.search(around.owner))
        target = around.target
        named = _KEY_NAMES.search(target) is not None or (target != "" and _DOTTED.fullmatch(value) is not None)
        named = named or ("_" in value and target.lower().endswith(("name", "guc")))
        kept = not around.call and named and _is_setting(value)
        if (asked or kept) and not around.shown and around.position == 0 and not around.test:
            ctx.add(SiteKind.CONFIG, value, node, value_span=None, name_span=span_of(node))


def _known(expr: Text) -> str:
    """A text with a placeholder for what is put into it."""
    return "".join(p if isinstance(p, str) else "X" for p in expr.parts)


def _built(ctx: Context, node: Node, name: str) -> None:
    """`Setting.send("openai_model_url_#{level}")`: a setting whose name is put together."""
    around = ctx.around(node)
    asked = _KEY_CALLS.search(around.call) and around.position == 0
    put = around.is_key and ":" in name  # `{ $"{root}:OpenAI:ApiKey", key }`
    if _WORD.fullmatch(name) and (asked or put) and not around.shown:
        ctx.add(SiteKind.CONFIG, name, node, name_span=span_of(node), confidence=Confidence.MEDIUM,
                flags=("manual_only",))  # fmt: skip


def _is_setting(key: str) -> bool:
    """True for a key whose last words are those of a setting (`acme.openai.api-key`)."""
    words = normal(key)
    ours = tables.pattern("keys", "vendor").search(words) is not None
    return (ours and tables.pattern("keys", "settings").search(words) is not None) or (":" in key and is_section(key))


def _placeholder(ctx: Context, node: Node, name: str) -> None:
    """`@Value("${OPENAI_API_KEY}")`, `@Value("${spring.ai.openai.api-key}")`."""
    kind = _is_variable(ctx, name) if _NAME.match(name) else None
    if kind is not None:
        ctx.add(kind, name, node, value=EnvRef(name), name_span=_inner(ctx, node, name))
    elif "." in name and (_KEY.match(name) or name.lower().startswith(("openai", "open-ai"))):
        ctx.add(SiteKind.CONFIG, name, node, name_span=_inner(ctx, node, name))


def _inner(ctx: Context, node: Node, name: str) -> Span | None:
    """Where a name stands within a string; the whole string when it is the name and nothing else."""
    raw = text_of(node)
    if raw[1:-1] == name:
        return span_of(node)
    at = ctx.source.data.find(name.encode(), node.start_byte, node.end_byte)
    return Span(at, at + len(name)) if at >= 0 else None
