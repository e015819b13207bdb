"""What `migrate cost` found, as tables and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any

from migrate.cost.bill import Bill, Line
from migrate.cost.burn import Credit
from migrate.cost.compare import Assumptions, Choice, Comparison, Fallen, Row
from migrate.cost.grouped import Part
from migrate.report.figures import NOT_ESTIMATED, duration, money, rate
from migrate.vendors.page import Cell, Page, Table, cell

_NAMES = {
    "input": "input",
    "cache_read": "cached input",
    "cache_write": "cache write",
    "cache_storage": "cache storage (token hours)",
    "output": "output",
    "request": "request",
}
_SHOWN = 4  # models named per reason


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a report is made from. `scale` brings the bills to the period that `period` names."""

    said: str
    period: str
    found: Comparison
    assumed: Assumptions
    notes: tuple[str, ...]
    scale: Decimal = Decimal(1)
    parts: tuple[Part, ...] = ()
    grouped_by: tuple[str, ...] = ()


def page(report: Report, *, verbose: bool) -> Page:
    """The tables: vendors by amount, their bills line by line, groups, free tokens, and who fell out."""
    with localcontext() as context:
        context.prec = 80
        tables = [_vendors(report, verbose), _bills(report, verbose)]
        tables += [_groups(report, verbose)] if report.grouped_by else []
        tables += [_credits(report)] if any(row.credits for row in report.found.rows) else []
        tables += [_lists(report, verbose), _fallen(report.found.fallen, verbose)]
        return Page(_title(report), tuple(tables), tuple(_notes(report)))


def _title(report: Report) -> str:
    lists = f"list prices of {report.assumed.on}" if report.assumed.on else "list prices of each request's own day"
    return f"Cost of {report.period}: {report.said}; {lists}"


def _vendors(report: Report, verbose: bool) -> Table:
    to = report.found.currency
    converted = bool(report.found.rates) and to is not None
    rows = []
    for row in report.found.rows:
        total = _total(row, report.scale)
        cells = [
            cell(f"{row.provider} ({row.platform})"),
            cell(_models(row, verbose)),
            cell(", ".join(row.how)),
            cell(total),
        ]
        if converted:
            compared = None if row.compared is None or row.missing else f"{money(row.compared * report.scale)} {to}"
            cells.append(cell(compared))
        rows.append(tuple(cells))
    columns = ("vendor", "model", "which", "total") + ((f"in {to}",) if converted else ())
    return Table("Vendors, cheapest first", columns, tuple(rows), (3, 4) if converted else (3,))


def _models(row: Row, verbose: bool) -> str:
    shown = []
    for choice in row.choices:
        name = choice.model or "none"
        long = len(row.choices) > 1 and choice.label and choice.label != name
        shown.append(f"{choice.label} -> {name}" if long else name)
    names = list(dict.fromkeys(shown))
    kept = names if verbose or len(names) <= _SHOWN else names[:_SHOWN]
    return ", ".join(kept) + (f" and {len(names) - len(kept)} more" if len(kept) < len(names) else "")


def _total(row: Row, scale: Decimal) -> str:
    about = "about " if any(choice.counted.startswith("estimated") for choice in row.choices) else ""
    if row.total is not None:
        return f"{about}{money(row.total * scale)} {row.currency}"
    if row.low is not None and row.high is not None:
        return f"{about}{money(row.low * scale)} to {money(row.high * scale)} {row.currency}"
    if row.known and row.currency:
        return f"{NOT_ESTIMATED} (known: {money(row.known * scale)} {row.currency})"
    return NOT_ESTIMATED


def _bills(report: Report, verbose: bool) -> Table:
    rows: dict[tuple[str, ...], None] = {}
    for row in report.found.rows:
        for choice in _kept(row, verbose):
            name = _bill_name(row, choice)
            if choice.bill is None:
                rows[(name, "-", "-", "-", NOT_ESTIMATED, choice.why or "")] = None
            else:
                rows.update(dict.fromkeys((name, *_line(line, report.scale)) for line in choice.bill.lines))
        if len(row.choices) > len(_kept(row, verbose)):
            name, left = f"{row.provider} {', '.join(row.how)}", f"{len(row.choices) - _SHOWN} more models"
            rows[(name, left, "-", "-", "-", "in the total; --verbose shows them")] = None
    columns = ("bill", "component", "tokens", "per 1M", "amount", "")
    return Table("Bills: tokens x price", columns, _cells(rows), (2, 3, 4))


def _kept(row: Row, verbose: bool) -> tuple[Choice, ...]:
    """The choices whose bills are shown line by line."""
    return row.choices if verbose or len(row.choices) <= _SHOWN + 1 else row.choices[:_SHOWN]


def _line(line: Line, scale: Decimal) -> tuple[str, ...]:
    name = _NAMES.get(line.component, line.component)
    if line.quantity is None:
        return name, "-", "-", NOT_ESTIMATED, line.missing or ""
    tokens = _count(line.quantity * scale)
    remark = line.bracket or ""
    if line.amount is None or line.unit_price is None:
        low, high = (money((value or Decimal(0)) * scale) for value in (line.low, line.high))
        return name, tokens, "range", f"{low} to {high} {line.currency}", remark
    if not line.unit_price:
        remark = f"{remark}; listed as free" if remark else "listed as free"
    return name, tokens, rate(line.unit_price), f"{money(line.amount * scale)} {line.currency}", remark


def _lists(report: Report, verbose: bool) -> Table:
    """Where the prices and the token counts of the bills come from."""
    rows: dict[tuple[str, ...], None] = {}
    for row in report.found.rows:
        for choice in _kept(row, verbose):
            for line in choice.bill.lines if choice.bill is not None else ():
                if line.quantity is None:
                    continue
                many = len(line.sources) > 1 and not verbose
                sources = f"{line.sources[0]} and {len(line.sources) - 1} more" if many else ", ".join(line.sources)
                since = f"; since {line.since}" if line.since else ""
                sure = f"; confidence {line.confidence}" if line.confidence not in ("", "high") else ""
                said = f"{sources}; read {line.as_of}{since}{sure}"
                rows[(_bill_name(row, choice), said, choice.counted)] = None
    return Table("Where the figures come from", ("bill", "price list", "token counts"), _cells(rows))


def _bill_name(row: Row, choice: Choice) -> str:
    today = " (today)" if row.how == ("today",) else ""
    several = f" for {choice.label}" if len(row.choices) > 1 and choice.label not in (None, choice.model) else ""
    return f"{row.provider} {choice.model or 'none'}{today}{several}"


def _cells(rows: Iterable[tuple[str, ...]]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(tuple(map(cell, row)) for row in rows)


def _count(value: Decimal) -> str:
    if value == value.to_integral_value():
        return f"{int(value):,}"
    return f"{value.quantize(Decimal('0.1')):,}"


def _groups(report: Report, verbose: bool) -> Table:
    rows = report.found.rows
    kept = range(len(rows)) if verbose else _one_each(rows)
    names = [f"{rows[n].provider} {rows[n].how[0]} ({rows[n].currency or '?'})" for n in kept]
    body = []
    for part in report.parts:
        amounts = [_range(part.amounts[n], report.scale) for n in kept]
        body.append(tuple(cell(text) for text in (*part.key, f"{part.requests:,}", *amounts)))
    columns = (*report.grouped_by, "requests", *names)
    first = len(report.grouped_by)
    title = f"By {', '.join(report.grouped_by)}"
    return Table(title, columns, tuple(body), tuple(range(first, len(columns))))


def _one_each(rows: Sequence[Row]) -> list[int]:
    """A row of each vendor, today's too: the suggested or chosen models where there are such, else the cheapest."""
    best: dict[tuple[str, bool], int] = {}
    for number, row in enumerate(rows):
        key = (row.provider, "today" in row.how)
        if key not in best or {"suggested", "chosen"} & set(row.how):
            best[key] = number
    return sorted(best.values())


def _range(amount: tuple[Decimal, Decimal] | None, scale: Decimal) -> str:
    if amount is None:
        return NOT_ESTIMATED
    low, high = (money(value * scale) for value in amount)
    return low if amount[0] == amount[1] else f"{low} to {high}"


def _credits(report: Report) -> Table:
    rows = _cells(
        (f"{row.provider} {', '.join(row.how)}", *_credit(credit, monthly=" a month" in report.period))
        for row in report.found.rows
        for credit in row.credits
    )
    columns = ("bill", "what is free", "covers", "is worth", "left", "lasts")
    return Table("Free tokens, used up in this order; never taken off a total", columns, rows, (2, 3, 4))


def _credit(credit: Credit, *, monthly: bool) -> tuple[str, ...]:
    grant = credit.grant
    name = f"{grant.name}{f', {grant.model}' if grant.model else ''}"
    terms = [f"until {grant.until}"] if grant.until else []
    terms += [grant.condition] if grant.condition else []
    terms += [f"assumed: {grant.assumed}"] if grant.assumed else []
    worth = NOT_ESTIMATED if credit.amount is None else f"{money(credit.amount)} {credit.currency}"
    unit = f" {credit.currency}" if grant.credit is not None else ""
    lasts = "-"
    if credit.months is not None:
        lasts = duration(credit.months) if monthly else f"{credit.months:,} times this"
    if credit.exhausted is not None:
        lasts += f"; exhausted on {credit.exhausted}"
    text = f"{name} ({'; '.join(terms)})" if terms else name
    return text, f"{_count(credit.used)}{unit}", worth, f"{_count(credit.left)}{unit}", lasts


def _fallen(fallen: Sequence[Fallen], verbose: bool) -> Table:
    by_reason: dict[tuple[str, str], list[str]] = {}
    for one in fallen:
        by_reason.setdefault((one.provider, _reason(one)), []).append(one.model)
    rows = []
    for (vendor, reason), names in by_reason.items():
        models = list(dict.fromkeys(names))
        shown = models if verbose else models[:_SHOWN]
        more = f" and {len(models) - len(shown)} more" if len(shown) < len(models) else ""
        rows.append((cell(vendor), cell(reason), cell(", ".join(shown) + more)))
    return Table("Not considered, and why", ("vendor", "why", "models"), tuple(rows))


def _reason(one: Fallen) -> str:
    """The reason without what differs from model to model, so that models share a line."""
    if one.why.startswith(("retired", "deprecated", "released", "no longer listed", "no price")):
        for head in ("retired", "deprecated", "released later", "no longer listed", "no price"):
            if one.why.startswith(head.split()[0]) and one.why.startswith(head.replace(" later", "")):
                return head if head != "no price" else "no price that day"
    if one.why.startswith("context window of"):
        return "context too short " + one.why[one.why.index("for ") :] + " tokens"
    if one.why.startswith("its end is announced"):
        return "its end is announced"
    return one.why


def _notes(report: Report) -> list[str]:
    said, found = report.assumed, report.found
    notes = list(report.notes)
    if said.output_ratio != 1:
        notes.append(f"answers are assumed {said.output_ratio} times as long as today's (--output-ratio)")
    if said.thinking is not None:
        notes.append(f"thinking is assumed to be {'on' if said.thinking else 'off'}")
    if len({row.currency for row in found.rows if row.currency}) > 1:
        rates = "; ".join(one.text() for one in found.rates)
        if found.currency is not None:
            notes.append(f"sorted in {found.currency}, converted at {rates}")
        else:
            notes.append(f"the bills are in several currencies and no rate links them: {rates or 'none given'}")
    for row in found.rows:
        if row.missing:
            more = f"; and {len(row.missing) - _SHOWN} more" if len(row.missing) > _SHOWN else ""
            shown = "; ".join(row.missing[:_SHOWN])
            notes.append(f"{row.provider} ({', '.join(row.how)}) is not estimated: {shown}{more}")
    remarks: dict[str, dict[str, None]] = {}
    for row in found.rows:
        for choice in row.choices:
            for text in _remarks(choice.bill) if choice.bill is not None else ():
                remarks.setdefault(text, {})[f"{row.provider} {choice.model}"] = None
    notes += [f"{', '.join(names)}: {text}" for text, names in remarks.items()]
    notes += found.notes
    notes.append("list prices, without taxes; `which` says why a model is in the table, not that it is as good")
    return list(dict.fromkeys(notes))


def _remarks(bill: Bill) -> list[str]:
    return [*(f"not in the total: {text}" for text in bill.excluded), *bill.notes]


def data(report: Report) -> dict[str, Any]:
    """JSON-shaped: amounts are decimal text, unscaled; `scale` brings them to `period`."""
    return {
        "given": report.said,
        "period": report.period,
        "scale": str(report.scale),
        "at": report.assumed.on.isoformat() if report.assumed.on else None,
        "output_ratio": str(report.assumed.output_ratio),
        "compared_in": report.found.currency,
        "rates": [one.text() for one in report.found.rates],
        "rows": [_row_data(row) for row in report.found.rows],
        "groups": [
            {
                "key": dict(zip(report.grouped_by, part.key, strict=True)),
                "requests": part.requests,
                "amounts": [None if a is None else {"low": str(a[0]), "high": str(a[1])} for a in part.amounts],
            }
            for part in report.parts
        ],
        "fallen": [
            {"provider": f.provider, "platform": f.platform, "model": f.model, "for": f.label, "why": f.why}
            for f in report.found.fallen
        ],
        "notes": _notes(report),
    }


def _row_data(row: Row) -> dict[str, Any]:
    return {
        "provider": row.provider,
        "platform": row.platform,
        "which": list(row.how),
        "currency": row.currency,
        "total": _text(row.total),
        "low": _text(row.low),
        "high": _text(row.high),
        "compared": _text(row.compared) if not row.missing else None,
        "missing": list(row.missing),
        "models": [
            {
                "for": choice.label,
                "model": choice.model,
                "counted": choice.counted,
                "why": choice.why,
                "requests": choice.bill.requests if choice.bill is not None else None,
                "lines": [_line_data(line) for line in choice.bill.lines] if choice.bill is not None else [],
                "excluded": list(choice.bill.excluded) if choice.bill is not None else [],
                "notes": list(choice.bill.notes) if choice.bill is not None else [],
            }
            for choice in row.choices
        ],
        "free": [
            {
                "name": c.grant.name,
                "model": c.grant.model,
                "until": c.grant.until.isoformat() if c.grant.until else None,
                "condition": c.grant.condition,
                "assumed": c.grant.assumed,
                "source": c.grant.source,
                "used": _text(c.used),
                "left": _text(c.left),
                "worth": _text(c.amount),
                "currency": c.currency,
                "lasts": _text(c.months),
                "exhausted": c.exhausted.isoformat() if c.exhausted else None,
            }
            for c in row.credits
        ],
    }


def _line_data(line: Line) -> dict[str, Any]:
    return {
        "component": line.component,
        "quantity": _text(line.quantity),
        "per": line.per,
        "unit_price": _text(line.unit_price),
        "amount": _text(line.amount),
        "low": _text(line.low),
        "high": _text(line.high),
        "currency": line.currency,
        "bracket": line.bracket,
        "sources": list(line.sources),
        "as_of": line.as_of or None,
        "since": line.since.isoformat() if line.since else None,
        "confidence": line.confidence or None,
        "not_estimated": line.missing,
    }


def _text(value: Decimal | None) -> str | None:
    if value is None:
        return None
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
