"""From a log of the user's own requests to a calibration, and what is said about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path

from migrate.errors import UsageError
from migrate.traffic import texts
from providers.tokens import calibration, count, local, requests
from providers.tokens.count import percent
from providers.types import Provider

_MOST = 5_000  # requests that are fitted; more take long and change nothing
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Calibrated:
    """The fit, the content of the file to write, and what was read."""

    fit: calibration.Fit
    content: str
    lines: tuple[str, ...]


def calibrate(log: str, provider: Provider, model: str | None, file: Path, on: date) -> Calibrated:
    """Fit the requests of `log` that went to `model` (a name or pattern; None: all of them).

    UsageError when the log cannot be read; CalibrationError when its requests do not allow a calibration.
    """
    before = local.current()
    local.use(local.Local(baichuan=before.baichuan))  # the text is measured uncalibrated
    try:
        return _calibrate(log, provider, model, file, on)
    finally:
        local.use(before)


def _calibrate(log: str, provider: Provider, model: str | None, file: Path, on: date) -> Calibrated:
    tally = texts.Tally()
    pairs: list[calibration.Pair] = []
    models: dict[str, int] = {}
    uncharged = images = more = 0
    base: tuple[str, ...] | None = None
    for request in texts.requests(log, tally):
        if model is not None and not (request.model and fnmatchcase(request.model, model)):
            continue
        if not request.charged:
            uncharged += 1
            continue
        parts = [p for m in request.messages if isinstance(m.get("content"), list) for p in m["content"]]
        if any(isinstance(p, dict) and "image" in str(p.get("type", "")) for p in parts):
            images += 1
            continue
        name = request.model or model or "unknown"
        measured = count.base_of(provider, name)
        if base is None:
            base = measured
        elif base != measured:
            raise UsageError("the log holds models of different tokenizers; choose one with --model")
        if len(pairs) >= _MOST:
            more += 1
            continue
        models[name] = models.get(name, 0) + 1
        text = requests.text_tokens(request.messages, request.tools, count.method_of(provider, name).of)
        pairs.append(calibration.Pair(text, len(request.messages), request.charged, request.place))
    found = calibration.fit(pairs, provider.id, _single(provider, model), made=on.isoformat(), base=base or ())
    read = f"read {tally.rows:,} rows: {len(pairs):,} with text and charged tokens"
    asides = [
        (tally.damaged, "damaged"),
        (tally.without_text, "without text"),
        (uncharged, "without charged tokens"),
        (images, "with images"),
        (more, f"beyond the first {_MOST:,}"),
    ]
    read += "".join(f", {number:,} {what}" for number, what in asides if number)
    lines = [
        read,
        "models: " + ", ".join(f"{name} ({n:,})" for name, n in sorted(models.items())),
        *said(found),
    ]
    return Calibrated(found, calibration.store(file, found), tuple(lines))


def _single(provider: Provider, model: str | None) -> str | None:
    """The model the calibration is for; a pattern is for the whole vendor."""
    if model is None or any(c in model for c in "*?["):
        return None
    known = provider.model(model)
    return known.id if known is not None else model


def said(fit: calibration.Fit) -> list[str]:
    """The calibration in words."""
    lines = [
        f"{fit.provider} {fit.model or '(all models)'}: tokens = {fit.slope:.4f} x text + "
        f"{fit.per_message:.1f} x messages, from {fit.pairs:,} requests",
        f"bound: totals ±{percent(fit.total_bound)} %, a single request ±{percent(fit.request_bound)} % "
        "(95 % of requests that were left out of the fit)",
    ]
    if fit.outliers:
        shown = ", ".join(fit.outliers[:_SHOWN]) + (", ..." if len(fit.outliers) > _SHOWN else "")
        lines.append(
            f"{len(fit.outliers)} outliers set aside: {shown}; with them a single request "
            f"±{percent(fit.bound_with_outliers or 0)} %"
        )
    measured = count.table()["estimate"]
    if len(fit.base) > 1:
        lines.append(
            f"uncalibrated it was: totals ±{measured['total_percent']} %, "
            f"a single request ±{measured['request_percent']} %"
        )
    return lines
