"""A new-api `logs` table that has everything wrong a table can have, and what it comes down to, worked out in Python."""

import hashlib
import json
import random
from collections import defaultdict
from datetime import UTC, datetime

from migrate.traffic.model import Cuts

COLUMNS = (
    "id", "created_at", "type", "model_name", "token_name", "username", "quota", "prompt_tokens", "completion_tokens", "other",
)  # fmt: skip
CUTS = Cuts((32_000, 128_000), (1_000,), 60)
DAY = 1_793_491_200  # 2026-11-01 00:00 UTC


def rows():
    chooser = random.Random(6)
    made = []
    for number in range(1, 301):
        model = chooser.choice(["gpt-4o", "GPT-4o", "gpt-4o ", "claude-sonnet-4-5", "glm-4.7", "it's \\ \"so\""])
        prompt = chooser.choice([0, 10, 31_999, 32_000, 32_001, 127_999, 128_000, 200_000])
        cached = chooser.choice([0, prompt // 2])
        # What admin_info repeats is not the request's.
        other = {"cache_tokens": cached, "admin_info": {"cache_tokens": 999_999}}
        if model.startswith("claude"):
            other |= {"claude": True, "cache_creation_tokens": 5}
        at = DAY + chooser.randrange(4 * 86_400)
        app = chooser.choice(["shop", "chat", "日本", ""])
        made.append(
            (number, at, 2, model, app, "ann", chooser.randrange(9_000), prompt, chooser.randrange(2_000), json.dumps(other))
        )

    def add(**changes):
        row = {
            "id": len(made) + 1, "created_at": DAY, "type": 2, "model_name": "gpt-4o", "token_name": "shop",
            "username": "bob", "quota": 5, "prompt_tokens": 10, "completion_tokens": 5, "other": "",
        }  # fmt: skip
        made.append(tuple({**row, **changes}.values()))

    add(type=1)
    add(type=5, other="{broken")
    add(other="{broken")
    add(other="null")
    add(other="[1]")
    add(other='{"cache_tokens": 11}')
    add(other='{"cache_tokens": "7"}')
    add(other='{"cache_tokens": 3.0}')
    add(other='{"cache_tokens": 2.5}')
    add(other='{"cache_tokens": "many"}')
    add(other='{"cache_tokens": null}')
    add(other='{"claude": false, "cache_tokens": 3}')
    add(other='{"usage_semantic": "anthropic", "cache_tokens": 30}')
    add(model_name="")
    add(prompt_tokens=-1)
    add(completion_tokens=-5)
    add(prompt_tokens=2_000_000_000)
    add(created_at=0)
    add(created_at=DAY * 1000 + 999)  # milliseconds
    return made


def expected():
    """Groups and damage of `rows`, counted the slow way: {key: sums}, {reason: rows}."""
    groups = defaultdict(lambda: [0] * 7)
    damage = defaultdict(int)
    for row in rows():
        _, at, kind, model, app, _, quota, prompt, completion, other = row
        if kind != 2:
            damage["no record of consumption (top-up, management, system, error, refund)"] += 1
            continue
        try:
            parsed = json.loads(other) if other else {}
        except ValueError:
            damage["the JSON inside a column cannot be read"] += 1
            continue
        parsed = parsed if isinstance(parsed, dict) else {}
        cached, written = (parsed.get(name) or 0 for name in ("cache_tokens", "cache_creation_tokens"))
        try:
            if float(cached) != int(float(cached)):
                raise ValueError
        except ValueError:
            damage["a token count is not a whole number"] += 1
            continue
        cached = int(float(cached))
        if parsed.get("claude") is True or parsed.get("usage_semantic") == "anthropic":
            prompt += cached + written
        at = at // 1000 if at > 10**11 else at
        wrong = (
            "no model" if not model
            else "a token count is negative" if min(prompt, completion) < 0
            else "a token count is implausibly large" if prompt > 10**9
            else "more cached tokens than prompt tokens" if cached + written > prompt
            else "the time cannot be read" if at < 946_684_800
            else None
        )  # fmt: skip
        if wrong:
            damage[wrong] += 1
            continue
        start = datetime.fromtimestamp(at - at % 3600, UTC)
        key = (model, app or None, start, CUTS.input_bracket(prompt), CUTS.output_bracket(completion))
        for place, value in enumerate((1, prompt, cached, written, completion, quota * 2000, max(prompt - groups[key][6], 0))):
            groups[key][place] += value
    return dict(groups), dict(damage)


def shape(rollup):
    """A roll-up in the form of `expected`."""
    groups = {}
    for g in rollup.groups:
        key = (g.model, g.dims[0], g.start, CUTS.input_bracket(g.prompt_min), CUTS.output_bracket(g.completion_min))
        assert key not in groups
        groups[key] = [g.requests, g.prompt, g.cached, g.cache_write, g.completion, int(g.spend * 10**9), g.prompt_max]
    return groups, {d.reason: d.rows for d in (*rollup.damaged, *rollup.excluded)}


def digest(rollup):
    """Of groups and counts, whatever their order."""
    groups, damage = shape(rollup)
    lines = sorted(map(repr, [*groups.items(), *damage.items()]))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
