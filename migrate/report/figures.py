"""Bill lines of a plan put side by side, and numbers written for a reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from migrate.model import Estimate

COMPONENTS = {"input": "input", "cache_read": "cached input", "output": "output"}
NOT_ESTIMATED = "not estimated"


@dataclass(frozen=True, slots=True)
class Pair:
    """One component of a model's bill on both sides; a side may lack it."""

    component: str
    source: Estimate | None
    target: Estimate | None


@dataclass(frozen=True, slots=True)
class Bill:
    """One model's bill: what the section says of it, and its lines."""

    row: Mapping[str, Any]
    pairs: tuple[Pair, ...]


def bills(section: Mapping[str, Any], estimates: Sequence[Estimate]) -> list[Bill]:
    """The bill of every model of the `cost` section, in its order."""
    by_label: dict[str, list[Estimate]] = {}
    for line in estimates:
        by_label.setdefault(line.label, []).append(line)
    return [Bill(row, _pairs(by_label.get(row["label"], []))) for row in section["models"]]


def _pairs(lines: Sequence[Estimate]) -> tuple[Pair, ...]:
    """Lines of a label come source first; the second `input` begins the target's."""
    starts = [number for number, line in enumerate(lines) if line.component == "input"]
    cut = starts[1] if len(starts) > 1 else len(lines)
    left = {line.component: line for line in lines[:cut]}
    right = {line.component: line for line in lines[cut:]}
    names = [name for name in COMPONENTS if name in left or name in right]
    return tuple(Pair(name, left.get(name), right.get(name)) for name in names)


def money(text: object) -> str:
    """An amount for reading: two decimals, more for less than a cent."""
    amount = Decimal(str(text))
    if amount and abs(amount) < Decimal("0.01"):
        return f"{amount.normalize():f}"
    return f"{amount:,.2f}"


def rate(text: object) -> str:
    """A unit price for reading: at least two decimals, all that are there."""
    value = Decimal(str(text))
    plain = f"{value.normalize():f}"
    decimals = len(plain.partition(".")[2])
    return plain if decimals >= 2 else f"{value:.2f}"


def tokens(pair: Pair) -> str:
    """The month's tokens: one number when both sides count alike, else both."""
    counts = [
        line.quantity for line in (pair.source, pair.target) if line is not None and line.quantity is not None
    ]
    shown = list(dict.fromkeys(f"{int(count):,}" for count in counts))
    return " -> ".join(shown)


def price_cell(line: Estimate | None) -> str:
    """The unit price of a line, empty when there is none."""
    return "" if line is None or line.unit_price is None else rate(line.unit_price)


def amount_cell(line: Estimate | None) -> str:
    """The amount of a line, or that it is not estimated."""
    if line is None:
        return ""
    return NOT_ESTIMATED if line.amount is None else money(line.amount)


def total_cell(total: Mapping[str, Any] | None) -> str:
    """A model's total on one side."""
    return NOT_ESTIMATED if total is None else f"{money(total['amount'])} {total['currency']}"


def side_name(side: Mapping[str, Any]) -> str:
    """`zhipu (cn)`."""
    return f"{side['provider']} ({side['platform']})"


def requests_line(row: Mapping[str, Any]) -> str:
    """How the quantities of a model came about."""
    if row["requests"] is None:
        return f"{row['basis']}"
    size = f"{row['prompt_tokens']:,} prompt" if row["prompt_tokens"] is not None else "? prompt"
    if row["completion_tokens"] is not None:
        size += f" + {row['completion_tokens']:,} completion"
    text = f"{row['requests']:,} requests of {size} tokens"
    if row["cached_share"] not in (None, "0"):
        text += f", {Decimal(row['cached_share']):.0%} cached"
    text += f" [{row['provenance']}]: {row['basis']}"
    if row["token_ratio"] is not None:
        text += f"; target tokens = {row['token_ratio']} x today's"
    return text


def reasons(pairs: Iterable[Pair]) -> list[str]:
    """Why lines are not estimated, each reason once."""
    lines = (line for pair in pairs for line in (pair.source, pair.target))
    return list(
        dict.fromkeys(line.not_estimated for line in lines if line is not None and line.not_estimated)
    )


def price_lines(row: Mapping[str, Any], section: Mapping[str, Any], verbose: bool) -> list[str]:
    """Where the prices of a model come from, one line per side that has one."""
    lines = []
    for name in ("source", "target"):
        price = row[f"{name}_price"]
        if "missing" in price:
            continue
        sources = price["source"] if verbose else _shorter(price["source"])
        text = f"{row[name]} at {side_name(section[name])}: {sources}; read {price['as_of']}"
        if price["since"]:
            text += f"; since {price['since']}"
        if price["bracket"]:
            text += f"; bracket: {price['bracket']}"
        if not price["cache_known"] and row["cached_share"] not in (None, "0"):
            text += "; no cache price known: cached tokens at the input price"
        if price["assumed"]:
            text += f"; {price['assumed']}"
        if price["confidence"] and price["confidence"] != "high":
            text += f"; confidence {price['confidence']}"
        lines.append(text)
        if verbose:
            lines += [f"  {note}" for note in price["notes"]]
    return lines


def _shorter(sources: str) -> str:
    first, *others = sources.split(", ")
    return f"{first} and {len(others)} more" if others else first


def recounted(tokens_section: object) -> list[str]:
    """How the prompts in the code count at both vendors, from the `tokens` section."""
    if not isinstance(tokens_section, Mapping):
        return []
    if tokens_section.get("too_little"):
        return [str(tokens_section["too_little"])]
    return [
        f"{row['model']} -> {row['target']}: the prompts in the code are {row['source_tokens']:,} tokens by "
        f"{row['source_method']}, {row['target_tokens']:,} by {row['target_method']}"
        for row in tokens_section.get("models") or ()
    ]


def difference(section: Mapping[str, Any]) -> list[str]:
    """What the target costs more or less, or why that cannot be said."""
    found = section["difference"]
    if found["amount"] is None:
        return [f"No comparison: {found['why']}."]
    change = Decimal(found["amount"])
    word = "more" if change > 0 else "less"
    percent = "" if found["percent"] is None else f" ({Decimal(found['percent']):+}%)"
    text = f"The target costs {money(abs(change))} {found['currency']} a month {word}{percent}: "
    if not change:
        text = "Both cost the same: "
    text += f"{money(found['source'])} today, {money(found['target'])} at the target"
    if found["converted"]:
        text += ", converted at " + "; ".join(rate["text"] for rate in section["rates"])
    lines = [text + "."]
    if found["not_compared"]:
        lines.append(f"Not in this comparison: {', '.join(found['not_compared'])}.")
    return lines


def totals(section: Mapping[str, Any], name: str) -> str:
    """A vendor's sum, per currency, and whether something is missing from it."""
    total = section["totals"][name]
    amounts = " + ".join(f"{money(value)} {currency}" for currency, value in total["amounts"].items())
    if not amounts:
        return NOT_ESTIMATED
    missing = len(total["missing"])
    without = f", without {missing} that could not be priced" if missing else ""
    return f"{amounts} a month{without}"


# --- offers --------------------------------------------------------------------------------------

STATUS = {
    "in_force": "in force",
    "end_unknown": "announced; unknown whether it still holds",
    "over": "over",
    "not_yet": "not yet announced at this date",
    "unknown": "unknown",
}


def offer_lines(offer: Mapping[str, Any], section: Mapping[str, Any], *, brief: bool = False) -> list[str]:
    """An offer in sentences: how much, does it hold, how long it lasts at this usage.

    With `brief`, one that is over is told in two.
    """
    number = offer["tokens_total"]
    total = f"{int(number):,} free tokens" if number else "number of tokens not known"
    whom = f" for {offer['audience']}" if offer["audience"] else ""
    lines = [f"{total}{whom}. On {section['at']}: {STATUS[offer['status']]} ({offer['reason']})."]
    if brief and offer["status"] == "over":
        lasts = offer["months_all_models"]
        would = f" At this usage it would have lasted {duration(lasts)} at most." if lasts is not None else ""
        return [*lines, f"The bill does not count on it.{would} --verbose shows it in full."]
    verb = "would have covered" if offer["status"] == "over" else "covers"
    if offer["parts"]:
        lines.append(f"The bill does not count on it. What it {verb} at this usage:")
    lines += [_part_line(part) for part in offer["parts"]]
    if offer["not_covered"]:
        models = ", ".join(offer["not_covered"])
        lines.append(f"The offer names other models than yours; not covered as announced: {models}.")
    if offer["months_all_models"] is not None and offer["parts"][0]["model"]:
        steps = "; then ".join(_step(step) for step in offer["burn_down"])
        monthly = sum(int(count) for count in section["tokens_per_month"].values())
        lasts = duration(offer["months_all_models"])
        lines.append(f"If all {monthly:,} tokens a month could draw on it, it lasts {lasts}: {steps}.")
    elif not section["tokens_per_month"]:
        lines.append("How long it lasts is not estimated: the tokens a month at the target are not known.")
    if offer["conditions"]:
        lines.append(f"Conditions: {offer['conditions']}.")
    return lines


def duration(months: object) -> str:
    """Months for reading, and days when there are few: a month is 30 days here."""
    value = Decimal(str(months))
    if value >= 2:
        return f"{months} months"
    days = int(value * 30)
    return f"{months} months ({f'about {days} days' if days else 'less than a day'})"


def _step(step: Mapping[str, Any]) -> str:
    model = f" of {step['model']}" if step["model"] else ""
    return f"{int(step['tokens']):,}{model} until month {step['to_month']}"


def _part_line(part: Mapping[str, Any]) -> str:
    model = part["model"] or "any model"
    text = f"- {model}: {int(part['tokens']):,} tokens"
    if part["months"] is not None:
        text += f", {duration(part['months'])} at your {int(part['tokens_per_month']):,} tokens a month"
    elif part["model"]:
        text += ", no use of this model in the plan"
    value = part["list_value"]
    if value:
        worth = f"{money(value['amount'])} {value['currency']}"
        text += f"; worth {worth} at {rate(value['unit_price'])} per 1M, the list price of {value['at']}"
    return text


def offer_source(offer: Mapping[str, Any], verbose: bool) -> str:
    """Where an offer is known from."""
    sources = offer["sources"] if verbose else offer["sources"][:1]
    more = len(offer["sources"]) - len(sources)
    text = ", ".join(sources) or "no source"
    return text + (f" and {more} more" if more else "") + f"; confidence {offer['confidence']}"
