"""An unpublished tokenizer, fitted to what a vendor charged: tokens = slope x text + overhead x messages.

The text is measured by what `count` estimates with. Bounds are of requests that were not fitted: each part of
the requests is predicted by a fit of the others. Nothing here is a constant of ours.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from providers.errors import CatalogError, ProviderError

FEWEST = 20
FILE = "migrate-tokens.json"
_SCHEMA = 1
_FOLDS = 20
_SPLITS = 200
_TRAIN = 100  # requests of a random split that are fitted, at most
_WORST = 0.5  # a worse bound than this is no calibration
_TOO_MANY = 0.2  # share of requests off the line from which there is no line


class CalibrationError(ProviderError):
    """The pairs do not allow a calibration, or its file cannot be used; one line."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One request: estimated tokens of its texts, its messages, and the prompt tokens the vendor charged."""

    text: float
    messages: int
    charged: int
    place: str = ""


@dataclass(frozen=True, slots=True)
class Fit:
    """A calibration. Bounds are fractions: `request_bound` of one request, `total_bound` of a sum of them.

    `model` is None when it holds for all models of the vendor. `base` names the vocabularies the text was
    measured by. `outliers` are the places of requests set aside; `bound_with_outliers` is the request bound
    with them.
    """

    provider: str
    model: str | None
    slope: float
    per_message: float
    pairs: int
    request_bound: float
    total_bound: float
    made: str
    base: tuple[str, ...]
    outliers: tuple[str, ...] = ()
    bound_with_outliers: float | None = None

    def tokens(self, text: float, messages: int) -> float:
        """Prompt tokens of a request."""
        return self.slope * text + self.per_message * messages


def fit(pairs: Sequence[Pair], provider: str, model: str | None, *, made: str, base: Sequence[str]) -> Fit:
    """The calibration of these requests. CalibrationError for fewer than 20, or when they follow no line."""
    rows = [p for p in pairs if p.text > 0 and p.charged > 0]
    if len(rows) < FEWEST:
        raise CalibrationError(
            f"{len(rows)} usable requests; a calibration needs at least {FEWEST} with their text and their "
            "prompt tokens"
        )
    slope, overhead, scale = _robust(rows)
    if slope <= 0:
        raise CalibrationError(
            "the charged tokens do not grow with the text: are these requests of one model?"
        )
    limit = max(6 * scale, 0.10)
    off = [p for p in rows if abs(_miss(p, slope, overhead)) > limit]
    if len(off) > _TOO_MANY * len(rows):
        raise CalibrationError(
            f"{len(off)} of {len(rows)} requests are off any line through the others: several models, images, or "
            "tools that the log does not show? Choose one model with --model"
        )
    outside = {id(p) for p in off}
    kept = [p for p in rows if id(p) not in outside]
    if len(kept) < FEWEST:
        raise CalibrationError(
            f"{len(kept)} requests without {len(off)} outliers; a calibration needs at least {FEWEST}"
        )
    slope, overhead, _ = _robust(kept)
    request_bound = _request_bound(kept)
    if request_bound > _WORST:
        raise CalibrationError(
            f"the charged tokens do not follow the text (±{request_bound * 100:.0f} % on a request left out of the "
            "fit): several models, images, or tools that the log does not show? Choose one model with --model"
        )
    return Fit(
        provider=provider,
        model=model,
        slope=round(slope, 6),
        per_message=round(overhead, 3),
        pairs=len(kept),
        request_bound=round(request_bound, 4),
        total_bound=round(_total_bound(kept), 4),
        made=made,
        base=tuple(base),
        outliers=tuple(p.place for p in off),
        bound_with_outliers=round(_request_bound(rows), 4) if off else None,
    )


def median(values: Iterable[float]) -> float:
    """The middle of the values; the standard library's costs 10 ms to import."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _miss(pair: Pair, slope: float, overhead: float) -> float:
    """Predicted less charged, as a share of the charged."""
    return (slope * pair.text + overhead * pair.messages - pair.charged) / pair.charged


def _robust(rows: Sequence[Pair]) -> tuple[float, float, float]:
    """Slope, overhead and scale of the misses by least squares of relative misses, outliers weighed down.

    Iteratively reweighted with Tukey's biweight, from the median ratio.
    """
    slope, overhead = median(p.charged / p.text for p in rows), 0.0
    scale = 0.0
    for _ in range(15):
        misses = [_miss(p, slope, overhead) for p in rows]
        centre = median(misses)
        scale = max(1.4826 * median(abs(m - centre) for m in misses), 0.002)
        weights = [max(0.0, 1 - (m / (4.685 * scale)) ** 2) ** 2 for m in misses]
        if sum(w > 0 for w in weights) < len(rows) / 2:  # the start was far off: weigh by distance only
            weights = [1 / max(abs(m), scale) for m in misses]
        slope, overhead = _line(rows, weights, slope)
    return slope, overhead, scale


def _line(rows: Sequence[Pair], weights: Sequence[float], before: float) -> tuple[float, float]:
    xx = xm = mm = x1 = m1 = 0.0
    for pair, weight in zip(rows, weights, strict=True):
        x, m = pair.text / pair.charged, pair.messages / pair.charged
        xx += weight * x * x
        xm += weight * x * m
        mm += weight * m * m
        x1 += weight * x
        m1 += weight * m
    determinant = xx * mm - xm * xm
    if determinant > 1e-9 * xx * mm:
        slope, overhead = (x1 * mm - m1 * xm) / determinant, (m1 * xx - x1 * xm) / determinant
        if overhead >= 0:
            return slope, overhead
    return (x1 / xx if xx else before), 0.0  # texts all alike, or an overhead below nothing: the slope alone


def _request_bound(rows: Sequence[Pair]) -> float:
    """The 95th percentile of the misses of requests that were left out of the fit, part by part.

    The rank is the conformal one: it holds for the next request, not only for these.
    """
    import random

    order = list(rows)
    random.Random(0).shuffle(order)  # noqa: S311 - a stated, repeatable split
    folds = min(len(order), _FOLDS)
    misses = []
    for fold in range(folds):
        slope, overhead, _ = _robust([p for n, p in enumerate(order) if n % folds != fold])
        misses += [abs(_miss(p, slope, overhead)) for p in order[fold::folds]]
    misses.sort()
    return misses[min(len(misses), math.ceil(0.95 * (len(misses) + 1))) - 1]


def _total_bound(rows: Sequence[Pair]) -> float:
    """The 95th percentile of the error of a sum, over random splits: one part is fitted, the other summed."""
    import random

    dice = random.Random(0)  # noqa: S311 - a stated, repeatable split
    size = min(len(rows) // 2, _TRAIN)
    errors = []
    for _ in range(_SPLITS):
        order = dice.sample(list(rows), min(len(rows), size + 2_000))
        slope, overhead, _ = _robust(order[:size])
        rest = order[size:]
        charged = sum(p.charged for p in rest)
        predicted = sum(slope * p.text + overhead * p.messages for p in rest)
        errors.append(abs(predicted - charged) / charged)
    errors.sort()
    return errors[math.ceil(0.95 * len(errors)) - 1]


# --- the file -------------------------------------------------------------------------------------


def store(path: Path, entry: Fit) -> str:
    """The text of the file with this calibration in it, in place of an older one for the same model."""
    held = [e for e in _load(str(path)) if (e.provider, e.model) != (entry.provider, entry.model)]
    entries = sorted([*held, entry], key=lambda e: (e.provider, e.model or ""))
    content = {"schema": _SCHEMA, "calibrations": [asdict(e) for e in entries]}
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def find(path: str | None, provider: str, model: str) -> Fit | None:
    """The calibration for a model: its own, else its vendor's; None when the file has none.

    CalibrationError when the file cannot be read, is damaged or was made with other vocabularies.
    """
    if path is None:
        return None
    try:
        stamp = Path(path).stat().st_mtime_ns
    except OSError as error:
        raise CalibrationError(f"{path}: {error.strerror}; make it with `migrate tokens calibrate`") from None
    entries = _cached(path, stamp)
    of_vendor = [e for e in entries if e.provider == provider]
    found = next((e for e in of_vendor if e.model == model), None)
    return found or next((e for e in of_vendor if e.model is None), None)


@lru_cache(maxsize=8)
def _cached(path: str, _stamp: int) -> tuple[Fit, ...]:
    return _load(path)


def _load(path: str) -> tuple[Fit, ...]:
    try:
        text = Path(path).read_text(encoding="utf-8")
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise CalibrationError(f"{path}: cannot be read ({type(error).__name__})") from None
    try:
        content = json.loads(text)
        if content["schema"] != _SCHEMA:
            raise CalibrationError(f"{path}: of another version of migrate; calibrate again")
        return tuple(_entry(e) for e in content["calibrations"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise CatalogError(f"{path}: not a calibration file ({type(error).__name__}: {error})") from None


def _entry(raw: Mapping[str, Any]) -> Fit:
    unknown = set(raw) - {f.name for f in fields(Fit)}
    if unknown:
        raise ValueError(f"unknown key {sorted(unknown)[0]}")
    entry = Fit(**{**raw, "base": tuple(raw["base"]), "outliers": tuple(raw["outliers"])})
    numbers = (entry.slope, entry.per_message, entry.request_bound, entry.total_bound)
    if (
        not all(isinstance(n, int | float) and math.isfinite(n) and n >= 0 for n in numbers)
        or entry.slope == 0
    ):
        raise ValueError("a figure is no positive number")
    if (
        not isinstance(entry.provider, str)
        or not isinstance(entry.made, str)
        or not isinstance(entry.pairs, int)
    ):
        raise ValueError("a field has the wrong type")
    return entry
