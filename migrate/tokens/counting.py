"""Counts of one text or request at several vendors, as a page."""

from __future__ import annotations

from collections.abc import Sequence

from migrate.tokens.inputs import Asked
from migrate.vendors.page import Page, Table, cell
from providers import tokens
from providers.tokens import Count, online
from providers.types import Provider


def page(
    asked: Asked, targets: Sequence[tuple[Provider, str]], *, ask: bool = False, region: str | None = None
) -> Page:
    """The counts, how sure each is, and what it rests on. With `ask` the vendors' endpoints are asked where there is
    one and its key; where that fails the offline count stands, and the page says why.
    """
    rows, failed = [], []
    for provider, model in targets:
        found = _offline(asked, provider, model)
        if ask:
            try:
                found = _online(asked, provider, model, region)
            except online.OnlineError as error:
                failed.append(f"not asked online, counted offline: {error}")
        rows.append(
            (cell(provider.id), cell(model), cell(_value(found)), cell(found.bounds), cell(_about(found)))
        )
    columns = ("vendor", "model", "tokens", "how sure", "rests on")
    scope = (
        "prompt tokens of the request"
        if asked.messages
        else "tokens of the text; a request adds its chat template"
    )
    return Page(asked.said, (Table(scope, columns, tuple(rows), right=(2,)),), tuple(failed))


def _offline(asked: Asked, provider: Provider, model: str) -> Count:
    if asked.messages:
        return tokens.count_messages(asked.messages, provider, model, tools=asked.tools, effort=asked.effort)
    return tokens.count_text(asked.text, provider, model)


def _online(asked: Asked, provider: Provider, model: str, region: str | None) -> Count:
    messages = asked.messages or ({"role": "user", "content": asked.text},)
    return online.count(messages, provider, model, tools=asked.tools, region=region)


def _value(found: Count) -> str:
    if found.low is not None and found.high is not None:
        return f"{found.low:,} to {found.high:,}"
    return f"{found.value:,}"


def _about(found: Count) -> str:
    return "; ".join([found.note, *(f"without {left}" for left in found.left_out)])
