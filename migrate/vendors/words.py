"""Facts of a vendor in the few words that fit a cell."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from migrate.vendors.page import Cell, cell
from providers import prices
from providers.types import Evidence, Lifecycle, Model, PriceEntry, Provider, Tier

if TYPE_CHECKING:
    from providers.dialect.rules import Rule

GONE = (Lifecycle.RETIRED, Lifecycle.DEPRECATED, Lifecycle.UNLISTED)


def money(amount: Decimal | None) -> str:
    """A rate without trailing zeros; `-` when unknown."""
    if amount is None:
        return "-"
    return f"{amount.normalize():f}"


def tokens(count: int | None) -> str:
    """A token limit, `1M`, `131k`; `?` when unknown."""
    if count is None:
        return "?"
    if count >= 1_000_000:
        return f"{count / 1_000_000:.3g}M"
    return f"{count / 1000:.4g}k" if count >= 1000 else str(count)


def life(model: Model) -> str:
    """The lifecycle, with its date where there is one."""
    if model.status is Lifecycle.RETIRED:
        return f"retired {model.retires}" if model.retires else "retired"
    if model.retires:
        return f"{model.status.value}, ends {model.retires}"
    if model.deprecated or model.deprecation_announced:
        return f"deprecated {model.deprecated or '(announced)'}"
    return model.status.value


def ability(model: Model, name: str) -> str:
    """`yes`, `no`, `?` for not established; how a model reasons; an embedding's widths."""
    if name == "json":
        return _json(model)
    value = getattr(model.capabilities, name)
    if name == "reasoning" and isinstance(value, str):
        return {"none": "no", "supported_mode_unknown": "yes"}.get(value, value)
    if value is None:
        return "?" if model.kind == "chat" else "-"
    return "yes" if value else "no"


def _json(model: Model) -> str:
    can = model.capabilities
    if can.json_schema or can.json_mode:
        return "schema" if can.json_schema else "object"
    if model.kind != "chat":
        return "-"
    return "no" if (can.json_schema, can.json_mode) == (False, False) else "?"


def rates(model: Model, platform: str, on: date) -> tuple[Cell, Cell, Cell]:
    """Input, output and cached-input rate of the first bracket; `*` when there are more brackets."""
    entry = prices.entry_at(model, platform, on)
    if entry is None or not entry.tiers:
        return cell("?"), cell("?"), cell("?")
    first = entry.tiers[0].rates
    star = "*" if len(entry.tiers) > 1 else ""
    values = (money(first.get(name)) for name in ("input", "output", "cache_read"))
    one, two, three = (Cell(f"{v}{star}" if v != "-" else v, (entry.evidence,)) for v in values)
    return one, two, three


def brackets(entry: PriceEntry) -> str:
    """Every bracket of a price row."""
    return "; ".join(f"{condition(tier)}{_rates(tier)}" for tier in entry.tiers) + f" {entry.currency}"


def condition(tier: Tier) -> str:
    """A bracket's condition with a colon, or nothing when the row always holds."""
    when = tier.when
    said = []
    for name, bound in (("in", when.input_tokens), ("out", when.output_tokens)):
        if bound is not None:
            low, high = bound
            said.append(f"{name} {tokens(low) if low else '0'}-{tokens(high) if high else '...'}")
    if when.thinking is not None:
        said.append("thinking" if when.thinking else "not thinking")
    if when.window:
        said.append(when.window.replace("_", "-"))
    return f"{', '.join(said)}: " if said else ""


def _rates(tier: Tier) -> str:
    shown = f"{money(tier.rates.get('input'))} / {money(tier.rates.get('output'))}"
    cached = tier.rates.get("cache_read")
    return f"{shown} (cached {money(cached)})" if cached is not None else shown


def parameter(provider: Provider, model: str | None, name: str) -> Cell:
    """What the vendor does with a parameter, by its dialect, for one model or for any."""
    from providers.dialect import rules

    found = rules.of(provider).candidates(name, model, None)
    if not found:
        return cell("not established")
    said = [_rule(rule, several=len(found) > 1) for rule in found]
    return Cell("; ".join(dict.fromkeys(said)), _distinct(tuple(rule.evidence for rule in found)))


def _rule(rule: Rule, *, several: bool) -> str:
    word = {"changed": "limited", "unknown": "not documented"}.get(rule.outcome.value, rule.outcome.value)
    if rule.rename_to:
        word = f"renamed to {rule.rename_to}"
    bound = f": {rule.bounds_text}" if rule.bounds_text else ""
    return f"{word}{bound}" + (f" ({_where(rule)})" if several else "")


def _where(rule: Rule) -> str:
    said = [", ".join(rule.models)] if rule.models else []
    if rule.thinking is not None:
        said.append(f"with thinking {'on' if rule.thinking else 'off'}")
    return " ".join(said) or "otherwise"


def _distinct(evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
    return tuple({(e.key, e.sources): e for e in evidence}.values())
