"""The pages about one vendor, about models, and about two vendors side by side."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from migrate.errors import UsageError
from migrate.vendors import words
from migrate.vendors.page import Cell, Page, Table, cell
from providers import catalog, prices
from providers.types import Lifecycle, Model, Provider

SHOWN = ("tools", "json", "vision", "web_search", "reasoning")
CAPABILITIES = ("tools", "json_mode", "json_schema", "vision", "web_search", "reasoning")


def sheet(provider: Provider, on: date) -> Page:
    """One vendor: where it is, what it offers, what it accepts, and its models with today's prices."""
    from providers import dialect

    addresses = tuple((cell(b.region), cell(b.url, b.evidence), cell(b.detail)) for b in provider.base_urls)
    variables = tuple((cell(v.name, v.evidence), cell(v.role), cell(v.used_by)) for v in provider.variables)
    endpoints = tuple(
        (cell(name), cell(e.status.value, e.evidence), cell(e.evidence.detail))
        for name, e in provider.endpoints.items()
    )
    accepted = tuple((cell(name), words.parameter(provider, None, name)) for name in dialect.PARAMETERS)
    answers = tuple(
        (cell(name), cell(f.status, f.evidence), cell(f.evidence.detail))
        for name, f in (*provider.responses.items(), *provider.operations.items())
    )
    tables = (
        Table("Addresses", ("region", "base URL", "note"), addresses),
        Table("Environment variables", ("name", "for", "used by"), variables),
        Table("Endpoints", ("endpoint", "status", "note"), endpoints),
        Table("Request parameters", ("parameter", "what happens"), accepted),
        Table("Answers and operation", ("what", "against OpenAI", "note"), answers),
        *_model_tables([provider], _alive(provider), on),
    )
    console = next((p.console_url for p in provider.platforms if p.console_url), None)
    notes = [provider.summary]
    if console:
        notes.append(f"Console: {console}")
    return Page(f"{provider.id}: {provider.name}, as of {provider.as_of}", tables, tuple(notes))


@dataclass(frozen=True, slots=True)
class Filter:
    """Which models to list. `max_input` is a rate per 1,000,000 prompt tokens in the platform's currency."""

    capabilities: tuple[str, ...] = ()
    context: int | None = None
    max_input: Decimal | None = None
    kind: str | None = None
    all: bool = False


def models(providers: Sequence[Provider], wanted: Filter, on: date) -> Page:
    """Models of some vendors that meet a filter; an unknown capability does not meet it."""
    for name in wanted.capabilities:
        if name not in CAPABILITIES:
            raise UsageError(f"--capability {name}: one of {', '.join(CAPABILITIES)}")
    chosen = [m for p in providers for m in p.models.values() if _meets(p, m, wanted, on)]
    hidden = sum(len(p.models) for p in providers) - len(chosen)
    return Page(
        f"{len(chosen)} models, prices of {on}",
        _model_tables(providers, chosen, on),
        (
            "*: the first of several brackets, `migrate providers compare` shows all. ?: not established.",
            f"{hidden} models left out by the filter"
            + ("" if wanted.all else "; retired, deprecated and unlisted ones need --all"),
        ),
    )


def _meets(provider: Provider, model: Model, wanted: Filter, on: date) -> bool:
    if not wanted.all and (model.status in words.GONE or model.deprecation_announced):
        return False
    if wanted.kind and model.kind != wanted.kind:
        return False
    for name in wanted.capabilities:
        value = getattr(model.capabilities, name)
        if value in (None, False, "none"):
            return False
    if wanted.context is not None and (model.context_window or 0) < wanted.context:
        return False
    if wanted.max_input is not None:
        rates = [
            entry.tiers[0].rates.get("input")
            for platform in provider.platforms
            if (entry := prices.entry_at(model, platform.id, on)) is not None and entry.tiers
        ]
        return any(rate is not None and rate <= wanted.max_input for rate in rates)
    return True


def _alive(provider: Provider) -> list[Model]:
    return [m for m in provider.models.values() if m.status not in words.GONE and not m.deprecation_announced]


def _model_tables(providers: Sequence[Provider], chosen: Iterable[Model], on: date) -> tuple[Table, ...]:
    tables = []
    listed = list(chosen)
    for provider in providers:
        found = [model for model in listed if model.provider == provider.id]
        lives = any(model.status is not Lifecycle.ACTIVE or model.retires for model in found)
        head = ("model", "tier", *(("status",) if lives else ()), "context", "in", "out", "cached")
        right = tuple(range(len(head) - 4, len(head)))
        for platform in provider.platforms:
            rows = tuple(
                (
                    cell(model.id),
                    cell(model.tier),
                    *((cell(words.life(model)),) if lives else ()),
                    cell(words.tokens(model.context_window)),
                    *words.rates(model, platform.id, on),
                    *(cell(words.ability(model, name)) for name in SHOWN),
                )
                for model in found
            )
            title = f"Models of {provider.id}, platform {platform.id}: {platform.currency} per 1M tokens"
            columns = (*head, "tools", "json", "vision", "web", "reasons")
            tables.append(Table(title, columns, rows, right))
    return tuple(tables)


def compare(
    left: Provider,
    right: Provider,
    on: date,
    *,
    models: tuple[str | None, str | None] = (None, None),
    differing: bool = False,
) -> Page:
    """Two vendors endpoint by endpoint, parameter by parameter and price by price.

    With `differing`, rows that say the same on both sides are left out.
    """
    from providers import dialect

    first, second = (
        catalog.load_model(p, name).id if name else None for p, name in zip((left, right), models, strict=True)
    )
    sides = ((left, first), (right, second))
    head = tuple(f"{p.id} {name}" if name else p.id for p, name in sides)

    def rows(names: Iterable[str], pick: Callable[[Provider, str | None, str], Cell]) -> tuple[tuple[Cell, ...], ...]:
        made = [(cell(name), *(pick(p, model, name) for p, model in sides)) for name in names]
        return tuple(row for row in made if not differing or row[1].text != row[2].text)

    def endpoint(p: Provider, _: str | None, name: str) -> Cell:
        found = p.endpoints.get(name)
        return cell(found.status.value, found.evidence) if found else cell("unknown")

    def answer(p: Provider, _: str | None, name: str) -> Cell:
        found = p.responses.get(name) or p.operations.get(name)
        return cell(found.evidence.detail, found.evidence) if found else cell("unknown")

    facts = [*left.responses, *left.operations]
    tables = (
        Table("Endpoints", ("endpoint", *head), rows(left.endpoints, endpoint)),
        Table("Request parameters", ("parameter", *head), rows(dialect.PARAMETERS, words.parameter)),
        Table("Answers and operation", ("what", *head), rows(facts, answer)),
        *_price_tables(sides, on),
    )
    what = "where they differ" if differing else "side by side"
    return Page(f"{left.id} and {right.id} {what}, prices of {on}", tables, ())


def _price_tables(sides: Sequence[tuple[Provider, str | None]], on: date) -> tuple[Table, ...]:
    """Prices tier by tier: the models a planner would put against each other, each in its own currency."""
    made = []
    tiers: dict[str, list[list[Model]]] = {}
    for number, (provider, name) in enumerate(sides):
        for model in _alive(provider):
            if (name is None or model.id == name) and model.kind in ("chat", "embedding"):
                tier = ("models asked for" if name else model.tier) or "other"
                tiers.setdefault(tier, [[], []])[number].append(model)
    for tier in sorted(tiers):
        columns = [_priced(provider, found, on) for (provider, _), found in zip(sides, tiers[tier], strict=True)]
        height = max(map(len, columns))
        rows = tuple(
            tuple(column[at] if at < len(column) else cell("") for column in columns) for at in range(height)
        )
        head = tuple(provider.id for provider, _ in sides)
        if all(columns):
            made.append(Table(f"Prices, {tier}: input / output per 1M tokens", head, rows))
    return tuple(made)


def _priced(provider: Provider, found: Sequence[Model], on: date) -> list[Cell]:
    cells = []
    for model in found:
        for platform in provider.platforms:
            entry = prices.entry_at(model, platform.id, on)
            if entry is not None:
                cells.append(cell(f"{model.id} ({platform.id}): {words.brackets(entry)}", entry.evidence))
    return cells
