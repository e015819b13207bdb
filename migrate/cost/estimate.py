"""The monthly bill, today's vendor against the target: quantity x unit price, line by line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal, localcontext

from migrate.cost import fx as exchange
from migrate.cost.pricing import Quote, quote
from migrate.cost.quantities import Draw, Use, draws
from migrate.cost.usage import Usage
from migrate.model import Estimate
from providers.types import Provider

UNIT_SIZE = 1_000_000
_DIGITS = 60  # enough for every product of a checked count and a price to be exact

TokenRatio = Callable[[str, str], Decimal | None] | Mapping[tuple[str, str], Decimal]
"""(current model, target model) -> target tokens per current token; None when not known."""


@dataclass(frozen=True, slots=True)
class Side:
    """A vendor and the platform (billing system) whose price list counts."""

    provider: Provider
    platform: str


def estimate(
    wanted: Sequence[Use],
    usage: Usage,
    *,
    source: Side,
    target: Side,
    on: date,
    fx: Sequence[exchange.Rate] = (),
    token_ratio: TokenRatio | None = None,
    thinking: Mapping[str, bool] | None = None,
) -> tuple[tuple[Estimate, ...], dict[str, object]]:
    """Bill lines per month at list prices of the day `on`, and the plan's `cost` section about them.

    `thinking` says per target model whether it thinks; without it a model that always thinks does and
    any other does not. Amounts are native; only `fx` converts, and only totals. What cannot be priced is
    a line with `not_estimated`. Batch discounts, cache writes and taxes are not part of the bill.
    """
    with localcontext() as context:
        context.prec = _DIGITS
        shares, notes = draws(wanted, usage)
        bill = _Bill(source, target, on, token_ratio, thinking or {})
        for share in shares:
            bill.add(share)
        section = bill.section(usage, fx, notes)
    return tuple(bill.lines), section


class _Bill:
    """Collects lines and what is said about them."""

    def __init__(
        self,
        source: Side,
        target: Side,
        on: date,
        ratio: TokenRatio | None,
        thinking: Mapping[str, bool],
    ) -> None:
        self.source = source
        self.target = target
        self.on = on
        self.ratio = ratio
        self.thinking = thinking
        self.lines: list[Estimate] = []
        self.models: list[dict[str, object]] = []
        self.totals: dict[str, dict[str, Decimal]] = {"source": {}, "target": {}}
        self.missing: dict[str, list[str]] = {"source": [], "target": []}
        self.comparable: dict[str, dict[str, Decimal]] = {"source": {}, "target": {}}
        self.not_compared: list[str] = []

    def add(self, draw: Draw) -> None:
        """Both sides of one model's share."""
        use = draw.use
        label = f"{use.model} -> {use.target or 'no candidate'}"
        if draw.place:
            label += f" ({draw.place})"
        ratio = self.ratio_of(use)
        asked = {
            "source": _Tokens.of(draw, None),
            "target": _Tokens.of(draw, ratio),
        }
        wanted = {"source": use.model, "target": use.target}
        row: dict[str, object] = {
            "label": label,
            "source": use.model,
            "target": use.target,
            "kind": use.kind,
            "basis": draw.basis,
            "provenance": draw.provenance.value,
            "requests": draw.figures.requests_per_month,
            "prompt_tokens": draw.figures.prompt_tokens,
            "completion_tokens": draw.figures.completion_tokens if use.kind == "chat" else None,
            "cached_share": _text(draw.figures.cached_share),
            "token_ratio": _text(ratio),
        }
        amounts: dict[str, tuple[str, Decimal] | None] = {}
        for name, side in (("source", self.source), ("target", self.target)):
            found = self.price(draw, side, wanted[name], asked[name], name)
            row[f"{name}_price"] = found.detail()
            amounts[name] = self.price_lines(draw, side, wanted[name], asked[name], found, label, name)
            total = amounts[name]
            row[f"{name}_total"] = (
                None if total is None else {"currency": total[0], "amount": _text(total[1])}
            )
        self.models.append(row)
        if amounts["source"] is None or amounts["target"] is None:
            self.not_compared.append(label)
            return
        for name, total in amounts.items():
            if total is not None:
                _add(self.comparable[name], *total)

    def ratio_of(self, use: Use) -> Decimal | None:
        if self.ratio is None or use.target is None:
            return None
        if callable(self.ratio):
            return self.ratio(use.model, use.target)
        return self.ratio.get((use.model, use.target))

    def price(self, draw: Draw, side: Side, model: str | None, tokens: _Tokens | None, name: str) -> Quote:
        if model is None:
            return Quote.none(f"no model of {side.provider.id} is mapped to {draw.use.model}")
        if tokens is None:
            return Quote.none("usage does not say " + ", ".join(draw.missing))
        return quote(
            side.provider,
            model,
            side.platform,
            self.on,
            input_tokens=tokens.prompt_each,
            output_tokens=tokens.output_each,
            thinking=self.thinking.get(model) if name == "target" else None,
        )

    def price_lines(
        self,
        draw: Draw,
        side: Side,
        model: str | None,
        tokens: _Tokens | None,
        found: Quote,
        label: str,
        name: str,
    ) -> tuple[str, Decimal] | None:
        """Append the side's lines; its total, or None when a line of it is not estimated."""
        total: Decimal | None = Decimal(0)
        for component, quantity in _components(draw, tokens):
            rate, why = found.rate(component)
            amount = None if rate is None or quantity is None else quantity * rate / UNIT_SIZE
            if amount is None:
                total = None
                why = why or "quantity is not known"
            else:
                _add(self.totals[name], found.currency or "", amount)
                total = None if total is None else total + amount
            self.lines.append(
                Estimate(
                    label=label,
                    provider=side.provider.id,
                    model=model or "",
                    platform=side.platform,
                    component=component,
                    quantity=None if quantity is None else str(quantity),
                    unit="tokens",
                    unit_size=UNIT_SIZE,
                    unit_price=_text(rate),
                    currency=found.currency,
                    amount=_text(amount),
                    provenance=draw.provenance,
                    source=found.source,
                    as_of=found.as_of,
                    not_estimated=None if amount is not None else why,
                )
            )
            if amount is None and (text := f"{label}: {why}") not in self.missing[name]:
                self.missing[name].append(text)
        return None if total is None else (found.currency or "", total)

    def section(
        self, usage: Usage, rates: Sequence[exchange.Rate], notes: Sequence[str]
    ) -> dict[str, object]:
        """The `cost` section: JSON-shaped, and enough to print the bill from the plan file alone."""
        return {
            "usage": {"name": usage.name, "origin": usage.origin},
            "at": self.on.isoformat(),
            "period": "month",
            "source": self.side(self.source),
            "target": self.side(self.target),
            "token_counts": self.counting(),
            "models": self.models,
            "totals": {
                name: {
                    "amounts": {
                        currency: _text(value) for currency, value in sorted(self.totals[name].items())
                    },
                    "complete": not self.missing[name],
                    "missing": list(self.missing[name]),
                }
                for name in ("source", "target")
            },
            "difference": self.difference(rates),
            "rates": [_rate_json(rate) for rate in rates],
            "notes": [*notes, *self.notes()],
        }

    def side(self, side: Side) -> dict[str, object]:
        platform = next((p for p in side.provider.platforms if p.id == side.platform), None)
        return {
            "provider": side.provider.id,
            "platform": side.platform,
            "currency": platform.currency if platform else None,
        }

    def counting(self) -> str:
        known = [row for row in self.models if row["token_ratio"] is not None]
        if not known:
            return "source vendor's token counts; not recounted for the target's tokenizer"
        if len(known) == len(self.models):
            return "target tokens rescaled from the source vendor's counts by the ratio shown per model"
        return "target tokens rescaled by the ratio shown per model; where none is shown, not recounted"

    def difference(self, rates: Sequence[exchange.Rate]) -> dict[str, object]:
        """Target minus source over the models both sides could price; or why there is none."""
        left, right = self.comparable["source"], self.comparable["target"]
        if not left and not right:
            return {"amount": None, "why": "no model could be priced on both sides"}
        currencies = sorted(set(left) | set(right))
        to = currencies[0] if len(currencies) == 1 else exchange.common(currencies, rates)
        if to is None:
            why = f"the bills are in {' and '.join(currencies)}"
            if rates:
                why += " and no rate given links them"
            return {"amount": None, "why": f"{why}; {exchange.HINT}"}
        sums = {
            name: sum((exchange.convert(v, c, to, rates) for c, v in amounts.items()), Decimal(0))
            for name, amounts in (("source", left), ("target", right))
        }
        change = sums["target"] - sums["source"]
        percent = None if sums["source"] == 0 else change / sums["source"] * 100
        return {
            "amount": _text(change),
            "currency": to,
            "source": _text(sums["source"]),
            "target": _text(sums["target"]),
            "percent": None if percent is None else str(percent.quantize(Decimal("0.1"))),
            "converted": len(currencies) > 1,
            "not_compared": list(self.not_compared),
        }

    def notes(self) -> list[str]:
        """What a reader must know before trusting the figures."""
        notes = [
            "list prices; batch and service-tier discounts, cache writes and storage, and taxes are not in it"
        ]
        if any(line.component == "cache_read" and line.amount is not None for line in self.lines):
            notes.append("the target's cache is assumed to hit as often as the usage figures say")
        always, optional = set[str](), set[str]()
        for use_target in {
            str(row["target"]) for row in self.models if row["target"] and row["kind"] == "chat"
        }:
            model = self.target.provider.model(use_target)
            mode = model.capabilities.reasoning if model else None
            if mode == "always":
                always.add(use_target)
            elif mode == "optional" and not self.thinking.get(use_target, False):
                optional.add(use_target)
        if always:
            names = ", ".join(sorted(always))
            notes.append(
                f"{names}: thinking cannot be switched off and is billed as output; the output tokens are "
                "assumed equal to today's, so expect more"
            )
        if optional:
            names = ", ".join(sorted(optional))
            notes.append(f"{names}: priced without thinking; if thinking is left on, output tokens grow")
        return notes


@dataclass(frozen=True, slots=True)
class _Tokens:
    """One side's token counts: per request (they choose the price bracket) and per month."""

    requests: int
    prompt_each: int
    output_each: int
    cached: int

    @staticmethod
    def of(draw: Draw, ratio: Decimal | None) -> _Tokens | None:
        """None when a figure is missing. A ratio rounds the tokens of a request up."""
        figures = draw.figures
        if draw.missing or figures.requests_per_month is None:
            return None
        prompt = _scaled(figures.prompt_tokens or 0, ratio)
        output = _scaled(figures.completion_tokens or 0, ratio)
        cached = int(figures.requests_per_month * prompt * (figures.cached_share or Decimal(0)))
        return _Tokens(figures.requests_per_month, prompt, output, cached)


def _scaled(tokens: int, ratio: Decimal | None) -> int:
    return tokens if ratio is None else int((tokens * ratio).to_integral_value(ROUND_CEILING))


def _components(draw: Draw, tokens: _Tokens | None) -> list[tuple[str, int | None]]:
    chat = draw.use.kind == "chat"
    if tokens is None:
        return [("input", None), ("output", None)] if chat else [("input", None)]
    parts: list[tuple[str, int | None]] = [("input", tokens.requests * tokens.prompt_each - tokens.cached)]
    if tokens.cached:
        parts.append(("cache_read", tokens.cached))
    if chat:
        parts.append(("output", tokens.requests * tokens.output_each))
    return parts


def _add(totals: dict[str, Decimal], currency: str, amount: Decimal) -> None:
    totals[currency] = totals.get(currency, Decimal(0)) + amount


def _text(value: Decimal | None) -> str | None:
    """Plain decimal text without an exponent or trailing zeros."""
    if value is None:
        return None
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _rate_json(rate: exchange.Rate) -> dict[str, object]:
    return {
        "base": rate.base,
        "quote": rate.quote,
        "rate": str(rate.rate),
        "as_of": rate.as_of.isoformat(),
        "source": rate.source,
        "text": rate.text(),
    }
