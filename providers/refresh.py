"""Compare the seeds with public price lists and propose what to change. For maintainers.

    python -m providers.refresh                        lists that are installed here
    python -m providers.refresh --litellm FILE|URL --genai-prices FILE|URL
    ... --json                                         proposals as JSON instead of text and a diff
    ... --write                                        edit seeds/vendors/*/models.yaml and compile
    ... --accept VENDOR/MODEL/PLATFORM/KIND            take a held proposal too (repeatable)

Nothing is fetched unless a URL is given. A new price closes the old entry on the day it was seen. Held
back until a person accepts them: another currency, a change of more than five times, a price of zero,
two lists that disagree. Models the seeds do not have are only named.
"""

from __future__ import annotations

import argparse
import difflib
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from providers import catalog, compile, refresh_edit, refresh_lists, resources
from providers.errors import ProviderError
from providers.prices import entry_at
from providers.refresh_lists import Row, Sighting
from providers.types import Lifecycle, PriceEntry

JUMP = Decimal(5)  # a change beyond this factor is more often a mistake than a price
Held = Literal["currency", "jump", "zero", "disagreement", "new model"]


@dataclass(frozen=True, slots=True)
class Proposal:
    """One change of the seeds. `held` says why it is not taken without a person; `entry` is the new row."""

    id: str
    kind: Literal["price", "retires", "model"]
    vendor: str
    model: str
    platform: str
    before: str
    after: str
    source: str
    held: Held | None = None
    entry: Mapping[str, Any] | None = None


def proposals(sightings: Iterable[Sighting], on: date) -> tuple[Proposal, ...]:
    """What the sightings would change, sorted by id; one per model, platform and kind."""
    found: dict[str, Proposal] = {}
    said: dict[str, set[tuple[Row, ...]]] = {}  # what the lists say of a price; empty rows: as the seeds
    for sighting in sightings:
        changes = list(_compare(sighting, on))
        for proposal in changes:
            found.setdefault(proposal.id, proposal)
        new = any(p.kind == "price" for p in changes)
        if sighting.rows:
            name = f"{sighting.vendor}/{sighting.model}/{sighting.platform}/price"
            said.setdefault(name, set()).add(sighting.rows if new else ())
    for name, rows in said.items():
        if len(rows) > 1 and name in found and found[name].held is None:
            found[name] = replace(found[name], held="disagreement")
    return tuple(found[name] for name in sorted(found))


def _compare(sighting: Sighting, on: date) -> Iterable[Proposal]:
    provider = catalog.load(sighting.vendor)
    model = provider.model(sighting.model)
    name = f"{sighting.vendor}/{sighting.model}/{sighting.platform}"
    if model is None:
        yield Proposal(
            f"{name}/model", "model", sighting.vendor, sighting.model, sighting.platform,
            "not listed", _shown(sighting.rows, sighting.currency), sighting.source, "new model",
        )  # fmt: skip
        return
    if model.id != sighting.model:
        return  # an alias may be priced or end by itself, which the seeds cannot say
    if sighting.retires is not None and sighting.retires != model.retires:
        yield Proposal(
            f"{name}/retires", "retires", sighting.vendor, model.id, sighting.platform,
            str(model.retires or "unknown"), str(sighting.retires), sighting.source,
        )  # fmt: skip
    if model.status is Lifecycle.RETIRED or not sighting.rows:
        return
    entry = entry_at(model, sighting.platform, on)
    if entry is not None and agrees(entry, sighting.rows):
        return
    platform = next(p for p in provider.platforms if p.id == sighting.platform)
    yield Proposal(
        f"{name}/price", "price", sighting.vendor, model.id, sighting.platform,
        _entry_shown(entry), _shown(sighting.rows, sighting.currency), sighting.source,
        _why_held(entry, sighting, platform.currency), _entry(sighting, on),
    )  # fmt: skip


def agrees(entry: PriceEntry, rows: Sequence[Row]) -> bool:
    """Whether a list says nothing that the entry does not: every row is one of the entry's tiers.

    A list that knows only some of the brackets, modes or hours, or only some of the rates, agrees.
    """
    return all(
        any(_within(row.rates, tier.rates) for tier in entry.tiers) for row in rows
    )


def _within(seen: Mapping[str, Decimal], ours: Mapping[str, Decimal]) -> bool:
    """Whether the rates that both have are equal; a cache rate of 0 or none is a list's gap."""
    for name, rate in seen.items():
        if name in ("cache_read", "cache_write") and (rate == 0 or name not in ours):
            continue
        if name not in ours:
            if rate != 0:
                return False
            continue
        if abs(rate - ours[name]) > abs(ours[name]) * Decimal("0.0005"):
            return False
    return True


def _why_held(entry: PriceEntry | None, sighting: Sighting, currency: str) -> Held | None:
    if sighting.currency != currency:
        return "currency"
    if any(row.rates["input"] == 0 for row in sighting.rows):
        return "zero"
    if entry is not None:
        for row in sighting.rows[:1]:
            for name in ("input", "output"):
                old, new = entry.tiers[0].rates.get(name), row.rates.get(name)
                if old and new and max(old / new, new / old) > JUMP:
                    return "jump"
    return None


def _entry(sighting: Sighting, on: date) -> dict[str, Any]:
    starts = [row.above for row in sighting.rows]
    ends = [*starts[1:], None]
    tiers = []
    for row, end in zip(sighting.rows, ends, strict=True):
        when = {"when": {"input_tokens": [row.above, end]}} if len(starts) > 1 else {}
        rates = {k: v for k, v in row.rates.items() if v != 0 or k in ("input", "output")}
        tiers.append({**when, **rates})
    return {
        "platform": sighting.platform, "currency": sighting.currency, "from": on.isoformat(),
        "tiers": tiers, "source": sighting.source,
    }  # fmt: skip


def _shown(rows: Sequence[Row], currency: str) -> str:
    shown = []
    for row in rows:
        rates = " / ".join(f"{row.rates[n]:f}" for n in ("input", "output", "cache_read") if n in row.rates)
        shown.append(f"{rates} above {row.above:,}" if row.above else rates)
    return f"{currency} {'; '.join(shown)}" if shown else "no price"


def _entry_shown(entry: PriceEntry | None) -> str:
    if entry is None:
        return "no price"
    return _shown([Row(0, tier.rates) for tier in entry.tiers], entry.currency)


# --- output --------------------------------------------------------------------------------------


def edited(root: Path, taken: Iterable[Proposal], on: date) -> dict[Path, str]:
    """The texts of the `models.yaml` files below `root` with the proposals in them."""
    texts: dict[Path, str] = {}
    for proposal in taken:
        path = root / "vendors" / proposal.vendor / "models.yaml"
        text = texts.get(path) or path.read_text(encoding="utf-8")
        if proposal.kind == "retires":
            text = refresh_edit.set_scalar(text, proposal.model, "retires", f"'{proposal.after}'")
        elif proposal.kind == "price" and proposal.entry is not None:
            model = catalog.load(proposal.vendor).models[proposal.model]
            close = entry_at(model, proposal.platform, on) is not None
            text = refresh_edit.new_price(
                text, proposal.model, proposal.platform, on, proposal.entry, close=close
            )
        texts[path] = text
    return texts


def diff(root: Path, texts: Mapping[Path, str]) -> str:
    """Unified diff of the files as they are against the edited texts."""
    parts: list[str] = []
    for path, text in sorted(texts.items()):
        name = path.relative_to(root.parent).as_posix()
        before = path.read_text(encoding="utf-8").splitlines(keepends=True)
        after = text.splitlines(keepends=True)
        parts += difflib.unified_diff(before, after, f"a/{name}", f"b/{name}", n=2)
    return "".join(parts)


def takes(proposal: Proposal, accepted: Iterable[str]) -> bool:
    """Whether a proposal may be written: held ones only when a person names them, new models never."""
    if proposal.kind == "model":
        return False
    return proposal.held is None or proposal.id in set(accepted)


def text(found: Sequence[Proposal], accepted: Sequence[str]) -> str:
    """One line per proposal; what is held says why."""
    lines = []
    for p in found:
        state = "take" if takes(p, accepted) else f"held: {p.held}"
        lines.append(f"{p.id}: {p.before} -> {p.after} [{p.source}] ({state})")
    taken = sum(takes(p, accepted) for p in found)
    return "\n".join([*lines, f"{len(found)} proposals, {taken} to take"]) + "\n"


def as_json(found: Sequence[Proposal], accepted: Sequence[str], on: date) -> str:
    """The proposals as operations a program may apply."""
    operations = [
        {"op": "add" if p.before == "no price" else "replace", "take": takes(p, accepted), **asdict(p)}
        for p in found
    ]
    return json.dumps({"schema": 1, "on": on.isoformat(), "operations": operations}, default=str, indent=1) + "\n"


def main(argv: Sequence[str] | None = None) -> int:
    """Command line: see the module's docstring. 0 nothing to do or written, 1 proposals, 2 an error."""
    parser = argparse.ArgumentParser(prog="migrate providers refresh", description=__doc__.split("\n")[0])
    parser.add_argument("--litellm", metavar="FILE|URL", help="LiteLLM's price map")
    parser.add_argument("--genai-prices", metavar="FILE|URL", help="the data of genai-prices")
    parser.add_argument("--on", metavar="DATE", type=date.fromisoformat, help="day of the sighting [default: today]")
    parser.add_argument("--vendor", action="append", default=[], help="only this vendor (repeatable)")
    accept = "take this change although it needs a person (repeatable)"
    parser.add_argument("--accept", action="append", default=[], metavar="ID", help=accept)
    parser.add_argument("--json", action="store_true", help="print the proposal as JSON")
    parser.add_argument("--write", action="store_true", help="write what is accepted into the seeds")
    args = parser.parse_args(argv)
    on = args.on or date.today()
    try:
        only = {catalog.resolve(v) for v in args.vendor}
        sightings = refresh_lists.gather(args.litellm, args.genai_prices, on)
        if not sightings:
            raise ProviderError("no list to compare with: install litellm or genai-prices, or give a file")
        found = proposals((s for s in sightings if not only or s.vendor in only), on)
        unknown = set(args.accept) - {p.id for p in found}
        if unknown:
            raise ProviderError(f"--accept {sorted(unknown)[0]!r}: no such proposal")
        root = resources.seeds()
        texts = edited(root, [p for p in found if takes(p, args.accept)], on)
        if args.json:
            sys.stdout.write(as_json(found, args.accept, on))
        else:
            sys.stdout.write(text(found, args.accept) + diff(root, texts))
        if args.write:
            for path, content in texts.items():
                path.write_text(content, encoding="utf-8", newline="\n")
            compile.write(root)
    except ProviderError as exc:
        print(exc, file=sys.stderr)
        return 2
    return 1 if found and not args.write else 0


if __name__ == "__main__":
    raise SystemExit(main())
