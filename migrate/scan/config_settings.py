"""Settings that are neither variable, address nor model id: keys, providers, versions, embedding widths."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.formats.base import Entry
from migrate.model import Literal, Site, SiteKind, Target, TargetKind
from migrate.redact import is_secret_name, is_secret_value
from migrate.scan import config_tables as tables
from migrate.scan.config_site import AZURE, BESIDE, UNKNOWN, File, make, named, normal, telling

_DECLARING = frozenset({
    "default", "type", "value", "secret", "hidden", "client", "required", "sensitive", "description", "env", "enum",
    "choices", "min", "max", "refresh", "label", "order", "scope", "regex", "validator", "allow_any", "list_type",
    "placeholder", "area", "depends_on", "depends_on_values", "depends_behavior", "dependent_setting_display",
    "no_echo", "allowed_values", "allowed_pattern", "min_length", "max_length", "constraint_description",
    "textarea", "nullable", "optional", "format", "example", "examples", "title",
})  # fmt: skip
_PREFIXED = re.compile(r"azure(?:_ai|_text)?/[\w.-]+\Z")  # of LiteLLM: a deployment of Azure's
_DEPLOYMENT = re.compile(r"(?:\w+_)?deployment(?:_(?:name|id))?\Z")
_OF_MANY = re.compile(
    r"(?:(?:api|llm|model|ai|provider|vendor)_?)*(?:keys|tokens|secrets|endpoints|urls|base_?urls|hosts)\Z"
)
_VENDOR = re.compile(r"(?:azure_?)?open_?ai\Z")
_NUMBER = re.compile(r"_\d+\Z")  # of an item: `Types__0`
_MANIFEST_PARTS = frozenset({"dependencies", "devdependencies", "peerdependencies", "optionaldependencies",
                             "require", "require_dev", "overrides", "resolutions"})  # fmt: skip


def setting(file: File, entry: Entry, told: set[SiteKind], kind: SiteKind | None) -> Iterator[Site]:
    """Settings that are neither variable, address nor model: keys, providers, embedding widths."""
    value, key = entry.value, normal(entry.key)
    if entry.style == "mapping" and entry.key_span is not None:
        yield from _declared(file, entry)
    chosen = isinstance(value, str) and value.lower() in tables.raw()["keys"]["providers"]
    whose = _NUMBER.sub("", named(entry))
    by_provider = chosen and tables.pattern("keys", "provider").search(whose) is not None
    listed = by_provider and tables.pattern("keys", "generator").search(whose) is not None
    place = entry.key_span or (entry.value_span if listed else None)  # an item of a list has no key
    bare = entry.style == "sequence" and not file.below.get(entry.key_path)  # `openaiApiKeys: []`, to be filled
    if kind is not None or place is None or (entry.style in ("mapping", "sequence", "absent") and not bare):
        return
    if isinstance(value, bool) and key in ("secret", "hidden", "required", "sensitive"):
        return  # of a setting that is declared
    if key == "type" and len(entry.key_path) > 1 and _is_declaration(file, entry.key_path[:-1]):
        return
    parts = [normal(part) for part in entry.key_path if not part.isdigit()]
    if any(part in _MANIFEST_PARTS for part in parts[:-1]):
        return
    features: set[str] = set()
    if SiteKind.MODEL not in told and _is_deployment(key, value):
        known = file.target(entry)
        whom = known if known is not None and known.kind is TargetKind.AZURE else Target(TargetKind.AZURE)
        text = Literal(str(value))
        yield make(file, entry, SiteKind.CONFIG, place, text, entry.value_span, set(), whom)
        return
    if _is_width(key, parts, value):
        features = {"embedding_width"}
    elif chosen:
        group = file.group(entry)
        typed = key == "type" and (_llm_path(parts) or group.target is not None or group.connects)
        if not by_provider and not typed:
            return
    elif told or not (
        _vendor_setting(file, key, entry) or _beside(file, entry, key) or _among(file, entry, key) or kept_for(entry)
    ):
        return
    secret = is_secret_name(entry.key) or (isinstance(value, str) and is_secret_value(value))
    shown = None if secret or value is None else Literal(value)
    azure = any(tables.pattern("keys", "azure").search(part) for part in parts) or value in ("azure", "azure_openai")
    azure = (azure or (chosen and str(value).lower().startswith("azure"))) and not features
    target = file.target(entry) or (Target(TargetKind.AZURE, "azure-openai") if azure else UNKNOWN)
    yield make(file, entry, SiteKind.CONFIG, place, shown, entry.value_span, set(), target, features=features)


def _is_declaration(file: File, path: tuple[str, ...]) -> bool:
    """True for a mapping that says what a setting is: its type, its default, what may be chosen."""
    keys = {normal(key) for key in file.below.get(path, ())}
    named = normal(path[-1])
    ours = tables.pattern("keys", "vendor").search(named) and tables.pattern("keys", "settings").search(named)
    return bool(ours) and keys <= _DECLARING and bool(keys & {"default", "value", "type"})


def _declared(file: File, entry: Entry) -> Iterator[Site]:
    """`openai_api_key: {default: "", secret: true}`: a setting that is declared with its type and default."""
    scheme = "properties" in entry.key_path[:-1] or "inputs" in entry.key_path[:-1]
    if not scheme and _is_declaration(file, entry.key_path):
        place, target = entry.key_span, file.group(entry).target or UNKNOWN
        if place is not None:
            yield make(file, entry, SiteKind.CONFIG, place, None, None, {"manual_only"}, target)


def _beside(file: File, entry: Entry, key: str) -> bool:
    """A setting of the model or address beside it; not another address, where theirs is told already."""
    group = file.group(entry)
    elsewhere = group.target is not None and tables.role(key) == "url" and "://" in str(entry.value)
    return BESIDE.match(key) is not None and group.model == "openai" and not elsewhere


def _among(file: File, entry: Entry, key: str) -> bool:
    """A deployment among settings that are named after the API: `modelDeploymentName` beside `openAiEndpoint`."""
    if _DEPLOYMENT.match(key) is None:
        return False
    vendor, settings = tables.pattern("keys", "vendor"), tables.pattern("keys", "settings")
    beside = map(normal, file.below.get(entry.key_path[:-1], ()))
    return sum(1 for k in beside if vendor.search(k) and settings.search(k)) > 1


def kept_for(entry: Entry) -> bool:
    """The key or the address of one vendor among those of many: `[API_KEYS] OPENAI = "..."`."""
    parts = [part for part in entry.key_path[-2:] if not part.isdigit()]
    named = len(parts) == 2 and _VENDOR.match(normal(parts[1])) is not None
    return named and _OF_MANY.match(normal(parts[0])) is not None


def is_vendor(entry: Entry) -> bool:
    """A vendor's name that stands for itself in a section: `OPENAI = "green"`, no variable of the environment."""
    parent = normal(entry.key_path[-2]) if len(entry.key_path) > 1 else "env"
    return _VENDOR.match(normal(entry.key)) is not None and not parent.startswith(("env", "var"))


def _llm_path(parts: list[str]) -> bool:
    return any(tables.pattern("keys", "model").search(part) or "llm" in part for part in parts)


def _vendor_setting(file: File, key: str, entry: Entry) -> bool:
    near = telling(entry)[-5:]
    if file.group(entry).prefixed and not entry.key.isupper() and AZURE.match(key):
        return tables.pattern("keys", "settings").search(key) is not None
    near_azure = file.group(entry).azure or file.group(entry).connects
    if not near_azure and not any(tables.pattern("keys", "vendor").search(part) for part in near):
        return False
    return tables.pattern("keys", "settings").search(key) is not None


def _is_deployment(key: str, value: object) -> bool:
    """True for `model: azure/my-deployment`."""
    named = isinstance(value, str) and _PREFIXED.match(value) is not None
    return named and tables.pattern("keys", "model").search(key) is not None


def _is_width(key: str, parts: list[str], value: object) -> bool:
    """True for the width of OpenAI's embeddings under a key that means a width of vectors."""
    if isinstance(value, bool) or str(value) not in {str(w) for w in tables.raw()["keys"]["widths"]}:
        return False
    if tables.pattern("keys", "width").search(key):
        return True
    near = any(re.search(tables.raw()["keys"]["vectors"], part) for part in parts)
    return near and tables.pattern("keys", "weak_width").search(key) is not None
