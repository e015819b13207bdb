"""Exchange rates: those a user states, and one dated rate to fall back on. A conversion always names its rate."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from migrate.errors import UsageError

HINT = "give a rate to compare the currencies, e.g. --fx USDCNY=7.1@2026-11-20"
_RATE = re.compile(
    r"([A-Z]{3})([A-Z]{3})=(\d{1,9}(?:\.\d{1,9})?)@(\d{4}-\d{2}-\d{2})", re.ASCII | re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Rate:
    """`rate` units of `quote` are worth one `base` on the day `as_of`; `source` says who states it."""

    base: str
    quote: str
    rate: Decimal
    as_of: date
    source: str

    def text(self) -> str:
        """One line for a report."""
        return f"1 {self.base} = {self.rate} {self.quote} of {self.as_of.isoformat()} ({self.source})"


def default() -> Rate:
    """The shipped rate, for reports that must compare currencies when the user states none."""
    import tomllib

    from providers import resources

    text = resources.seeds("fx.toml").read_text(encoding="utf-8")
    raw = tomllib.loads(text, parse_float=Decimal)
    as_of = date.fromisoformat(raw["as_of"])
    return Rate(raw["base"], raw["quote"], raw["rate"], as_of, f"default; {raw['source']}")


def common(currencies: Collection[str], rates: Sequence[Rate]) -> str | None:
    """The quote currency that `rates` lead to from every one of `currencies`; None when there is none."""
    for rate in rates:
        if all(
            c == rate.quote or any((r.base, r.quote) == (c, rate.quote) for r in rates) for c in currencies
        ):
            return rate.quote
    return None


def convert(amount: Decimal, currency: str, to: str, rates: Sequence[Rate]) -> Decimal:
    """`amount` of `currency` in `to`; the last rate given for a pair counts. KeyError when none links them."""
    if currency == to:
        return amount
    return amount * {(rate.base, rate.quote): rate.rate for rate in rates}[currency, to]


def parse(text: str, *, source: str = "--fx") -> Rate:
    """Read `USDCNY=7.1@2026-11-20`. UsageError when the form, the rate or the date is wrong."""
    found = _RATE.fullmatch(text.strip())
    if found is None:
        raise UsageError(
            f"{source}: {text!r} is not a rate; write BASEQUOTE=RATE@DATE, e.g. USDCNY=7.1@2026-11-20"
        )
    base, quote = found[1].upper(), found[2].upper()
    if base == quote:
        raise UsageError(f"{source}: {text!r} converts {base} to itself")
    rate = Decimal(found[3])
    if rate <= 0:
        raise UsageError(f"{source}: the rate in {text!r} must be above 0")
    try:
        as_of = date.fromisoformat(found[4])
    except ValueError as error:
        raise UsageError(f"{source}: {found[4]} is not a date") from error
    return Rate(base, quote, rate, as_of, source)
