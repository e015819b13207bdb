"""A log rolled up and priced for eight candidates, against loops that price row by row.

    python -m benchmarks.traffic --rows 10000000 --folder /tmp/rows

Rows are made once as Parquet and as nested JSONL (ten files each). Ours is a process of its own per format: start,
roll-up and pricing, its peak memory as the kernel counted it. The peers price rows that are already in memory,
nothing parsed, and are extrapolated from a stated sample: put `litellm` and `genai-prices` on the path to have them.
All candidates have a price that day and none has peak hours: one that has splits the day into 24 slots, and these
rows, spread evenly over a month, then fall in hundreds of thousands of groups instead of tens of thousands.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

CANDIDATES = [
    ("openai", "global", "gpt-4o"), ("openai", "global", "gpt-4o-mini"), ("zhipu", "cn", "glm-4.7"),
    ("moonshot", "cn", "kimi-k2.6"), ("tencent", "cn", "deepseek-v4-flash"), ("alibaba", "cn", "qwen-plus"),
    ("minimax", "cn", "MiniMax-M2.5"), ("bytedance", "cn", "doubao-seed-1-6-251015"),
]  # fmt: skip
PEER_MODELS = ["gpt-4o", "gpt-4o-mini", "gpt-4.1", "gpt-4.1-mini", "gpt-5", "gpt-5-mini", "o3", "o4-mini"]
SAMPLE = 2_000
FILES = 10
LITELLM_BARS = {"parquet": 1_000, "jsonl": 300}
PEAK_BAR = 500  # MB


def _peak() -> int:
    """Peak resident memory of this program in MB; `ru_maxrss` would start at that of the one that started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def generate(folder: Path, rows: int) -> None:
    """The same rows twice: 40 applications, 8 models, 30 days, prompts up to 300,000 tokens."""
    import duckdb

    each = rows // FILES
    with duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        for number in range(FILES):
            parquet, jsonl = folder / f"parquet/{number}.parquet", folder / f"jsonl/{number}.jsonl"
            if jsonl.exists():
                continue
            parquet.parent.mkdir(exist_ok=True)
            jsonl.parent.mkdir(exist_ok=True)
            connection.execute(
                f"""CREATE OR REPLACE TABLE rows AS SELECT 'app' || (hash(i) % 40) AS app,
                ({PEER_MODELS})[1 + (hash(i, 1) % 8)::INT] AS model,
                to_timestamp(1793491200 + (hash(i, 2) % 2592000)::BIGINT) AS ts,
                (exp((hash(i, 3) % 100000) / 100000.0 * 12.6))::BIGINT AS prompt_tokens,
                (hash(i, 4) % 4000)::BIGINT AS completion_tokens, (hash(i, 5) % 4)::BIGINT AS quarters
                FROM range({number * each}, {(number + 1) * each}) r(i)"""
            )
            connection.execute(
                f"""COPY (SELECT app, model, ts AS "timestamp", prompt_tokens, completion_tokens,
                prompt_tokens * quarters // 4 AS cached_tokens FROM rows) TO '{parquet}' (COMPRESSION zstd)"""
            )
            connection.execute(
                f"""COPY (SELECT {{'model': model, 'user': app,
                'messages': [{{'role': 'user', 'content': repeat('x', 40)}}]}} AS request,
                strftime(ts, '%Y-%m-%dT%H:%M:%SZ') AS "timestamp", app,
                {{'id': 'chatcmpl-1', 'model': model, 'usage': {{'prompt_tokens': prompt_tokens,
                'completion_tokens': completion_tokens, 'total_tokens': prompt_tokens + completion_tokens,
                'prompt_tokens_details': {{'cached_tokens': prompt_tokens * quarters // 4}}}}}} AS response FROM rows)
                TO '{jsonl}' (FORMAT json)"""
            )


def ours(location: str) -> None:
    """One process: roll up, price, print what it took as JSON."""
    start = time.perf_counter()
    from migrate.cost.bill import Tariff, bill
    from migrate.cost.cuts import cuts_for, demand
    from migrate.traffic import fold
    from migrate.traffic.rollup import rollup
    from providers import catalog

    tariffs = []
    for vendor, platform, name in CANDIDATES:
        model = catalog.load(vendor).model(name)
        if model is None:
            raise SystemExit(f"{vendor} {name} is not in the catalogue")
        tariffs.append(Tariff(vendor, platform, model))
    day = date(2026, 11, 23)
    cuts = cuts_for(tariffs, on=day)
    loaded = time.perf_counter()
    done = rollup(location, cuts, dims=("app", "day"))
    rolled = time.perf_counter()
    # A table by application: what no price depends on is summed before it is priced.
    folded = fold(done, ("app",), model=False, slots=cuts.minutes is not None)
    demands = [demand(group, cuts.minutes) for group in folded.groups]
    bills = [bill(tariff, demands, on=day) for tariff in tariffs]
    priced = time.perf_counter()
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(
        json.dumps(
            {
                "rows": done.rows, "groups": len(done.groups), "damaged": sum(d.rows for d in done.damaged),
                "prompt": sum(g.prompt for g in done.groups), "cuts": [len(cuts.input), len(cuts.output)],
                "load": loaded - start, "rollup": rolled - loaded, "price": priced - rolled,
                "cpu": usage.ru_utime + usage.ru_stime, "peak": _peak(),
                "bills": {f"{b.tariff.name}": str(b.total or b.missing) for b in bills},
            }
        )
    )  # fmt: skip


def run(location: Path) -> dict[str, object]:
    start = time.perf_counter()
    command = [sys.executable, "-m", "benchmarks.traffic", "--ours", str(location)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return {**json.loads(done.stdout), "wall": time.perf_counter() - start}


def peers() -> dict[str, float]:
    """Rows a second, each priced for eight models, by those that are installed. Imports are not counted."""
    rows = [(1000 + n * 37 % 30_000, n * 11 % 4_000) for n in range(SAMPLE)]
    found: dict[str, float] = {}
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
    try:
        import litellm

        start = time.perf_counter()
        for prompt, completion in rows:
            for model in PEER_MODELS:
                litellm.cost_per_token(model=model, prompt_tokens=prompt, completion_tokens=completion)
        found["litellm.cost_per_token"] = SAMPLE / (time.perf_counter() - start)
    except ImportError:
        print("litellm: not installed")
    try:
        import genai_prices

        start = time.perf_counter()
        for prompt, completion in rows:
            usage = genai_prices.Usage(input_tokens=prompt, output_tokens=completion)
            for model in PEER_MODELS:
                genai_prices.calc_price(usage, model_ref=model, provider_id="openai")
        found["genai_prices.calc_price"] = SAMPLE / (time.perf_counter() - start)
    except ImportError:
        print("genai-prices: not installed")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="where rows are made, and found again the next time")
    parser.add_argument("--ours", help=argparse.SUPPRESS)
    parser.add_argument("--show-bills", action="store_true")
    options = parser.parse_args()
    if options.ours:
        ours(options.ours)
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = (options.folder or Path(scratch)) / str(options.rows)
        folder.mkdir(parents=True, exist_ok=True)
        generate(folder, options.rows)
        print(f"{options.rows:,} rows, {len(CANDIDATES)} candidates, load average {os.getloadavg()[0]:.1f}")
        speeds = peers()
        for name, speed in speeds.items():
            print(f"{name}: {speed:,.0f} rows/s over {SAMPLE:,} rows, so {options.rows / speed:,.0f} s for all")
        for kind, bar in LITELLM_BARS.items():
            whole, tenth = run(folder / kind), run(folder / kind / f"0.{kind}")
            wall, rows = float(str(whole["wall"])), int(str(whole["rows"]))
            grows = (wall / rows) / (float(str(tenth["wall"])) / int(str(tenth["rows"])))
            print(
                f"{kind}: {wall:.1f} s whole process (load {whole['load']:.1f}, roll-up {whole['rollup']:.1f}, "
                f"pricing {whole['price']:.1f}, CPU {whole['cpu']:.1f}), {rows / wall:,.0f} rows/s, "
                f"{whole['groups']:,} groups, {whole['damaged']} damaged, peak {whole['peak']} MB (bar {PEAK_BAR}); "
                f"a row takes {grows:.2f} of what it takes at a tenth of the rows"
            )
            if options.show_bills:
                print(json.dumps(whole["bills"], indent=1))
            for name, speed in speeds.items():
                note = f" (bar {bar:,})" if name.startswith("litellm") else ""
                print(f"  {rows / wall / speed:,.0f} x {name}{note}")


if __name__ == "__main__":
    main()
