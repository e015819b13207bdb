"""What a model's name in code stands for: a model of the catalogue, and where to look for its like."""

from __future__ import annotations

import re
from dataclasses import dataclass

from providers import catalog
from providers.errors import UnknownProviderError
from providers.types import Model

_RESOLD = frozenset({"third_party", "hosted", "open_weights"})


@dataclass(frozen=True, slots=True)
class SourceModel:
    """What a model name in code stands for: the catalogue's model and the tiers to look in, best first.

    `note` says what was done to find it (a fine-tuned model's base, a snapshot's alias).
    """

    name: str
    model: Model
    tiers: tuple[str, ...]
    note: str | None = None


def source_of(name: str, source: str | None = None) -> SourceModel | None:
    """What `name` stands for, or None when the catalogue does not know it.

    Understands `ft:<base>:<org>:...`, a router's prefix (`openai/gpt-4o`) and dated snapshots.
    """
    note = None
    plain = name.strip()
    if plain.startswith("ft:"):
        plain = plain.split(":")[1]
        note = f"{name} is fine-tuned: mapped as its base {plain}; the tuning does not move with it"
    vendors = (source,) if source else ()
    prefix, slash, rest = plain.partition("/")
    if slash and not catalog.model_owner(plain):
        try:
            vendors = vendors or (catalog.resolve(prefix),)
        except UnknownProviderError:
            return None
        plain = rest
    for attempt in dict.fromkeys((plain, undated(plain))):
        model = _find(attempt, vendors)
        if model is not None:
            if attempt != plain:
                note = note or f"{plain} is not in the catalogue: mapped as {attempt}"
            return SourceModel(name, model, _tiers(model), note)
    return None


def undated(name: str) -> str:
    """The name without the date of a snapshot."""
    return re.sub(r"-(\d{4}-\d{2}-\d{2}|\d{8}|\d{6}|\d{4})\Z", "", name)


def _find(name: str, vendors: tuple[str, ...]) -> Model | None:
    """The model of that name at one of the vendors, by default at all; its maker before a reseller."""
    owners = vendors or catalog.model_owner(name)
    models = [m for pid in owners if (m := catalog.load(pid).model(name)) is not None]
    models.sort(key=lambda m: (m.tier in _RESOLD, m.provider != "openai", m.provider))
    return models[0] if models else None


def _tiers(model: Model) -> tuple[str, ...]:
    """Tiers of a source model: as the mapping says, else its own, a snapshot's those of its base."""
    table = catalog.table("mapping")["source_tiers"]
    names = (model.id, *model.aliases, undated(model.id))
    listed = tuple(tier for tier, ids in table.items() if any(n in ids for n in names))
    if listed:
        return listed
    if model.tier in catalog.table("mapping")["tiers"]:
        return (str(model.tier),)
    base = catalog.load(model.provider).model(undated(model.id))
    if base is not None and base.id != model.id:
        return _tiers(base)
    return ("flagship" if model.tier == "pro" else "balanced",)
