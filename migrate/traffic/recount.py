"""How many prompt tokens a target would charge for what a log sent, per token that was charged: by sample or all.

Each request is counted whole, chat template included, by the target's own tokenizer where that is published. Sums
are integers and put together in the log's order, so the answer does not depend on where the counting ran.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Any

from migrate.executor import SerialExecutor, ordered
from migrate.traffic import texts
from providers.tokens.local import Local

SAMPLE = 1_000
_CHUNK_TEXT = 500_000  # characters counted by one task
_CHUNK_ROWS = 200
_DIGITS = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Target:
    """A vendor's id and a model of it."""

    provider: str
    model: str


@dataclass(frozen=True, slots=True)
class Sums:
    """Exact sums over counted requests: x is charged, y is counted for the target; `unsure` is its bound in
    hundredths of a percent of a token.
    """

    requests: int = 0
    x: int = 0
    y: int = 0
    xx: int = 0
    xy: int = 0
    yy: int = 0
    unsure: int = 0

    def with_one(self, x: int, y: int, bound: float) -> Sums:
        """The sums with one more request."""
        return self + Sums(1, x, y, x * x, x * y, y * y, y * round(bound * 10_000))

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            self.requests + other.requests,
            self.x + other.x,
            self.y + other.y,
            self.xx + other.xx,
            self.xy + other.xy,
            self.yy + other.yy,
            self.unsure + other.unsure,
        )


@dataclass(frozen=True, slots=True)
class Ratio:
    """Target tokens per charged token for one logged model. `error` is the half-width of the 95 % interval as a share
    of `ratio`, of drawing a sample only: 0 when every request was counted, None from fewer than two. `label` and
    `bound` say how sure the counts themselves are.
    """

    model: str | None
    target: Target
    ratio: Decimal
    error: Decimal | None
    counted: int
    of: int
    charged: int
    tokens: int
    method: str
    label: str
    bound: float
    note: str


@dataclass(frozen=True, slots=True)
class Recounted:
    """The ratios of a log and what they rest on. `partial`: it was interrupted, and says what was done until then.

    `images` are requests left out because they hold images that cannot be counted; `uncharged` those without
    recorded prompt tokens.
    """

    ratios: tuple[Ratio, ...]
    rows: int
    usable: int
    damaged: int
    without_text: int
    uncharged: int
    images: int
    sample: int | None
    seed: int
    partial: bool
    engines: tuple[str, ...]
    examples: Mapping[str, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """SHA-256 over the sums: the same wherever it was counted."""
        rows = [(r.model, r.target.provider, r.target.model, r.counted, r.charged, r.tokens) for r in self.ratios]
        return sha256(json.dumps([rows, self.rows, self.images]).encode()).hexdigest()

    @property
    def said(self) -> str:
        """How it was counted, for a reader."""
        how = "every request counted"
        if self.sample is not None:
            how = f"a sample of {self.sample:,} requests a model (seed {self.seed})"
        return f"{how}; interrupted, up to there" if self.partial else how


@dataclass(frozen=True, slots=True)
class _Task:
    """What a worker gets: requests, targets, and the user's files."""

    requests: tuple[texts.Request, ...]
    targets: tuple[Target, ...]
    local: Local
    catalog: str | None
    hurry: bool


@dataclass(frozen=True, slots=True)
class _Done:
    sums: dict[tuple[str | None, int], Sums]
    images: int
    engines: tuple[str, ...]


def recount(
    location: str,
    targets: Sequence[Target],
    *,
    sample: int | None = SAMPLE,
    seed: int = 0,
    executor: Executor | None = None,
    catalog: str | None = None,
    mapping: Mapping[str, str] | None = None,
    progress: Callable[[int], None] | None = None,
) -> Recounted:
    """Ratios of every logged model to every target. `sample` is requests per logged model, None counts all.

    `executor` is where the counting runs (None: here); `catalog` is the user's catalogue file, for the workers.
    `mapping` is that of `texts.requests`. `progress` is called with the rows read. Ctrl-C ends it with what was
    counted. UsageError when the log cannot be read; errors of `providers` for an unknown vendor or a broken file
    of the user's.
    """
    from providers.tokens import local

    room = executor or SerialExecutor()
    tally = texts.Tally()
    run = _Run()
    stream = _charged(texts.requests(location, tally, mapping), run, tally, progress)
    counts: dict[str | None, int] = {}
    sums: dict[tuple[str | None, int], Sums] = {}
    engines: dict[str, None] = {}
    images = 0
    settings = local.current()
    try:
        if sample is None:
            chosen: Iterable[texts.Request] = _counting(stream, counts)
        else:
            chosen = _drawn(stream, counts, sample, seed, run)
        tasks = (_Task(c, tuple(targets), settings, catalog, sample is None) for c in _chunks(chosen))
        for done in ordered(room, _count, tasks):
            for key, one in done.sums.items():
                sums[key] = sums.get(key, Sums()) + one
            images += done.images
            engines |= dict.fromkeys(done.engines)
    except KeyboardInterrupt:
        run.interrupted = True
    everything = sample is None and not run.interrupted
    ratios = [
        _ratio(model, targets[index], one, counts.get(model, 0), everything)
        for (model, index), one in sorted(sums.items(), key=lambda item: (item[0][0] or "", item[0][1]))
        if one.x
    ]
    return Recounted(
        tuple(ratios), tally.rows, sum(counts.values()), tally.damaged, tally.without_text, run.uncharged, images,
        sample, seed, run.interrupted, tuple(engines), {**tally.examples, **run.examples},
    )  # fmt: skip


@dataclass(slots=True)
class _Run:
    uncharged: int = 0
    interrupted: bool = False
    examples: dict[str, str] = field(default_factory=dict)


def _charged(
    stream: Iterable[texts.Request], run: _Run, tally: texts.Tally, progress: Callable[[int], None] | None
) -> Iterator[texts.Request]:
    for request in stream:
        if progress is not None and tally.rows % 1_000 == 0:
            progress(tally.rows)
        if request.charged:
            yield request
        else:
            run.uncharged += 1
            run.examples.setdefault("without charged tokens", request.place)


def _counting(stream: Iterable[texts.Request], counts: dict[str | None, int]) -> Iterator[texts.Request]:
    for request in stream:
        counts[request.model] = counts.get(request.model, 0) + 1
        yield request


def _drawn(
    stream: Iterable[texts.Request], counts: dict[str | None, int], size: int, seed: int, run: _Run
) -> list[texts.Request]:
    """A uniform sample of each model's requests (reservoir), in the order of the log. Ctrl-C: of what was read."""
    dice = random.Random(seed)  # noqa: S311 - a stated, repeatable sample
    held: dict[str | None, list[tuple[int, texts.Request]]] = {}
    try:
        for number, request in enumerate(stream):
            seen = counts[request.model] = counts.get(request.model, 0) + 1
            kept = held.setdefault(request.model, [])
            if len(kept) < size:
                kept.append((number, request))
            elif (at := dice.randrange(seen)) < size:
                kept[at] = (number, request)
    except KeyboardInterrupt:
        run.interrupted = True
    return [request for _, request in sorted((pair for kept in held.values() for pair in kept), key=lambda p: p[0])]


def _chunks(stream: Iterable[texts.Request]) -> Iterator[tuple[texts.Request, ...]]:
    chunk: list[texts.Request] = []
    size = 0
    for request in stream:
        chunk.append(request)
        size += sum(len(c) for m in request.messages if isinstance(c := m.get("content"), str))
        if size >= _CHUNK_TEXT or len(chunk) >= _CHUNK_ROWS:
            yield tuple(chunk)
            chunk, size = [], 0
    if chunk:
        yield tuple(chunk)


_loaded: set[str] = set()  # catalogue files this process has read


def _count(task: _Task) -> _Done:
    """Count the requests of a task for every target; runs in a worker."""
    from providers import catalog, tokens
    from providers.tokens import count

    tokens.use(task.local)
    if task.catalog is not None and task.catalog not in _loaded:
        catalog.use_overrides(Path(task.catalog))
        _loaded.add(task.catalog)
    vendors = [catalog.load(target.provider) for target in task.targets]
    engines: tuple[str, ...] = ()
    if task.hurry:
        hows = [count.method_of(v, t.model) for v, t in zip(vendors, task.targets, strict=True)]
        engines = tuple(dict.fromkeys(name for how in hows for name in how.hurry()))
    sums: dict[tuple[str | None, int], Sums] = {}
    images = 0
    for request in task.requests:
        found = [
            tokens.count_messages(request.messages, vendor, target.model, tools=request.tools)
            for vendor, target in zip(vendors, task.targets, strict=True)
        ]
        if _has_image(request.messages):
            images += 1
            continue
        for index, one in enumerate(found):
            key = (request.model, index)
            sums[key] = sums.get(key, Sums()).with_one(request.charged or 0, one.value, one.bound)
    return _Done(sums, images, engines)


def _has_image(messages: Sequence[Mapping[str, Any]]) -> bool:
    """Images were charged by the source's rules; a ratio of text must not be made of them."""
    return any(
        isinstance(part, Mapping) and str(part.get("type", "")).find("image") >= 0
        for message in messages
        if isinstance(message.get("content"), list)
        for part in message["content"]
    )


def _ratio(model: str | None, target: Target, sums: Sums, population: int, everything: bool) -> Ratio:
    from providers import catalog, tokens

    ratio = Decimal(sums.y) / sums.x
    statement = tokens.count_messages([{"role": "user", "content": "-"}], catalog.load(target.provider), target.model)
    statement = replace(statement, bound=sums.unsure / 10_000 / sums.y if sums.y else 0.0)
    return Ratio(
        model=model,
        target=target,
        ratio=ratio.quantize(_DIGITS),
        error=Decimal(0) if everything else _error(sums, population),
        counted=sums.requests,
        of=population,
        charged=sums.x,
        tokens=sums.y,
        method=statement.method,
        label=statement.label,
        bound=statement.bound,
        note=statement.note,
    )


def _error(sums: Sums, population: int) -> Decimal | None:
    """Half the 95 % interval of a ratio of sums, as a share of it (linearised, with the finite population)."""
    n = sums.requests
    if n < 2 or not sums.y:
        return None
    # Sum of (y - r x)² with r = Y/X, times X²: whole numbers until the last step.
    squared = sums.yy * sums.x**2 - 2 * sums.xy * sums.x * sums.y + sums.xx * sums.y**2
    variance = squared / (n - 1) / sums.x**2
    share = 1 - min(n, population) / max(population, 1)
    half = 1.96 * math.sqrt(max(variance, 0) * n * share) / sums.y
    return Decimal(f"{half:.6f}")


def merged(parts: Iterable[Ratio]) -> Ratio | None:
    """One ratio over several logged models, weighed by what they were charged in the counted requests."""
    held = list(parts)
    if not held:
        return None
    charged, counted = sum(r.charged for r in held), sum(r.tokens for r in held)
    return replace(
        held[0],
        model=None,
        ratio=(Decimal(counted) / charged).quantize(_DIGITS),
        error=None,
        counted=sum(r.counted for r in held),
        of=sum(r.of for r in held),
        charged=charged,
        tokens=counted,
    )
