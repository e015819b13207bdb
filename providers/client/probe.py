"""One real, minimal call to a vendor, and a precise word for what failed."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

import httpx2
import openai

from providers import catalog
from providers.behaviour import Kind
from providers.client import address, keys
from providers.client.errors import explain
from providers.errors import MissingKeyError, ProviderError, UnknownProviderError
from providers.types import Lifecycle, Model, Provider

Stage = Literal[
    "ok", "key", "address", "dns", "connect", "tls", "timeout", "network", "auth", "region", "permission",
    "model", "endpoint", "balance", "quota", "rate_limit", "content_filter", "request", "vendor", "answer",
]  # fmt: skip

_STAGES: dict[Kind, Stage] = {
    Kind.AUTH: "auth",
    Kind.REGION: "region",
    Kind.PERMISSION: "permission",
    Kind.ACCOUNT: "permission",
    Kind.BALANCE: "balance",
    Kind.QUOTA: "quota",
    Kind.RATE_LIMIT: "rate_limit",
    Kind.MODEL: "model",
    Kind.ENDPOINT: "endpoint",
    Kind.CONTENT_FILTER: "content_filter",
    Kind.BAD_REQUEST: "request",
    Kind.CONTEXT_LENGTH: "request",
}


@dataclass(frozen=True, slots=True)
class PingResult:
    """What came of it. `stage` is `ok` or how far the call got; `seconds` is None when none was made.

    `detail` is one line about what happened, `hint` what to do about it ("" when nothing).
    """

    vendor: str
    base_url: str
    model: str | None
    stage: Stage
    detail: str
    hint: str = ""
    status: int | None = None
    code: str | None = None
    seconds: float | None = None
    changes: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the vendor answered."""
        return self.stage == "ok"


def cheapest(provider: Provider, platform: str | None = None) -> str | None:
    """An active chat model with the lowest known price for a token in and a token out, else any active
    one; None when the catalogue has none. General models, which take tools, come before special ones.
    """
    active = [m for m in provider.models.values() if m.kind == "chat" and m.status is Lifecycle.ACTIVE]
    active = [m for m in active if m.capabilities.tools] or active
    priced = [(price, m.id) for m in active if (price := _price(m, platform)) is not None]
    if priced:
        return min(priced)[1]
    return active[0].id if active else None


def _price(model: Model, platform: str | None) -> Decimal | None:
    found = [
        tier.rates.get("input", Decimal(0)) + tier.rates.get("output", Decimal(0))
        for entry in model.prices
        if entry.end is None and (platform is None or entry.platform == platform)
        for tier in entry.tiers[:1]
        if "output" in tier.rates
    ]
    return min((p for p in found if p > 0), default=None)


def ping(
    vendor: str,
    *,
    region: str | None = None,
    api_key: str | None = None,
    model: str | None = None,
    base_url: str | None = None,
    timeout: float = 20.0,
) -> PingResult:
    """Make one call of a few tokens to `vendor` and say what came of it. Nothing is sent without a key.

    `timeout` is in seconds, for connecting and for each wait. Only UnknownProviderError is raised; every
    other failure is a result.
    """
    from providers.client import connect

    provider = catalog.load(vendor)
    url = base_url or ""
    try:
        url = address.base_url(provider, region, base_url)
        bill = provider.platform(region)
        asked = model or cheapest(provider, bill.id if bill else None) or cheapest(provider)
        changes: list[str] = []
        client = connect(
            vendor,
            region=region,
            api_key=api_key,
            base_url=base_url,
            timeout=timeout,
            max_retries=0,
            on_adapt=lambda change: changes.append(change.message),
        )
    except UnknownProviderError:
        raise
    except MissingKeyError as error:
        return PingResult(provider.id, url, model, "key", str(error))
    except ProviderError as error:
        return PingResult(provider.id, url, model, "address", str(error))
    if asked is None:
        return PingResult(
            provider.id, url, None, "model", f"{provider.name} has no active chat model: name one"
        )
    started = time.perf_counter()
    with client:
        result = _call(client, provider, url, asked)
    return PingResult(
        provider.id, url, asked, *result, seconds=time.perf_counter() - started, changes=tuple(changes)
    )


def _call(
    client: openai.OpenAI, provider: Provider, url: str, model: str
) -> tuple[Stage, str, str, int | None, str | None]:
    """(stage, detail, hint, status, code) of one call."""
    try:
        answer = client.chat.completions.create(
            model=model, messages=[{"role": "user", "content": "Reply with the word ok."}], max_tokens=16
        )
    except openai.APIStatusError as error:
        known = explain(error)
        kind = known.kind if known else Kind.OTHER
        stage = _STAGES.get(kind, "vendor")
        said = (known.message if known else None) or "no message"
        return (
            stage,
            f"HTTP {error.status_code}: {' '.join(said.split())[:300]}",
            known.hint if known else "",
            error.status_code,
            known.code if known else None,
        )
    except openai.APIConnectionError as error:
        stage, detail, hint = _network(error, provider, url, secret=client.api_key)
        return stage, detail, hint, None, None
    except ProviderError as error:
        return "request", str(error), "", None, None
    except (openai.OpenAIError, ValueError) as error:
        return (
            "answer",
            f"the answer could not be read: {type(error).__name__}",
            "Is the address right?",
            None,
            None,
        )
    if isinstance(answer, str) or not answer.choices:
        return (
            "answer",
            "the address answers, but not with a chat completion",
            "Is the address right?",
            200,
            None,
        )
    tokens = answer.usage.total_tokens if answer.usage else None
    used = f", {tokens} tokens" if tokens is not None else ""
    return "ok", f"{answer.model or model} answered{used}", "", 200, None


def _chain(error: BaseException) -> Iterator[BaseException]:
    current: BaseException | None = error
    for _ in range(12):
        if current is None:
            return
        yield current
        current = current.__cause__ or current.__context__


def _network(error: BaseException, provider: Provider, url: str, *, secret: str) -> tuple[Stage, str, str]:
    """Which step of reaching the host failed."""
    host = address.origin(url)[1]
    causes = list(_chain(error))
    if any(isinstance(e, socket.gaierror) for e in causes):
        return (
            "dns",
            f"the name {host} could not be resolved",
            "Check the network, the DNS server or a proxy.",
        )
    tls = next((e for e in causes if isinstance(e, ssl.SSLError) or "SSL" in str(e)[:80]), None)
    if tls is not None:
        why = getattr(tls, "verify_message", "") or getattr(tls, "reason", "") or "handshake failed"
        return "tls", f"no TLS connection to {host}: {why}", "Check the clock, the certificates or a proxy."
    if any(isinstance(e, httpx2.ConnectTimeout) for e in causes):
        return "timeout", f"{host} did not accept a connection in time", _elsewhere(provider, url)
    if isinstance(error, openai.APITimeoutError):
        return (
            "timeout",
            f"{host} accepted the call and did not answer in time",
            "Try again, or raise the timeout.",
        )
    if any(isinstance(e, httpx2.ConnectError) for e in causes):
        return "connect", f"{host} refused the connection", _elsewhere(provider, url)
    return "network", keys.mask(str(error), secret), ""


def _elsewhere(provider: Provider, url: str) -> str:
    other = ", ".join(address.others(provider, url))
    return f"Other sites of the vendor: {other}." if other else ""
