"""Prices looked up right: the worked bills of the tests, ours beside litellm, genai-prices and tokencost in one run.

    python -m benchmarks.prices --peers-python /path/to/venv/bin/python [--verbose]

The other libraries are asked in their own environment, from the tables they ship. They know dollars only: an answer
to a bill in yuan counts as right when it comes within 8 % at any rate of 6.6 to 7.3 yuan a dollar, so that no peer
loses by its frozen rate alone. A bill in dollars must agree within 0.1 %. "Missing" is no answer; it is better than a
wrong one, and counted apart. The bills were chosen to hold every rule once, known mistakes of these libraries among
them: this is a list of rules, not a sample of what people ask.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
CASES = ROOT / "tests" / "cases" / "bills" / "single.yaml"
REPEAT = 20
LOW, HIGH = 6.6, 7.3  # yuan a dollar since 2024, widely
SLACK = 0.08


def worked() -> list[dict]:
    """The bills of one request that have a total, as every library can be asked."""
    found = []
    for case in yaml.safe_load(CASES.read_text(encoding="utf-8")):
        bill = case["bill"]
        if "total" not in case or bill.get("requests", 1) > 1 or bill.get("ratio") or bill.get("output_ratio"):
            continue
        amount, currency = case["total"].split()
        when = bill.get("when") or f"{bill['at']}T20:00:00+08:00"
        found.append(
            {"id": case["id"], "vendor": bill["vendor"], "model": bill["model"], "prompt": bill["prompt"],
             "completion": bill["completion"], "cached": bill.get("cached", 0),
             "cache_write": bill.get("cache_write", 0), "mode": bill.get("mode", "standard"),
             "when": when, "amount": float(amount), "currency": currency, "bill": bill}
        )  # fmt: skip
    return found


def verdict(case: dict, answer: object) -> str:
    """`right`, `wrong` or `missing`."""
    if not isinstance(answer, float):
        return "missing"
    wanted = case["amount"]
    if case["currency"] == "USD":
        return "right" if abs(answer - wanted) <= max(wanted * 0.001, 1e-12) else "wrong"
    return "right" if wanted * (1 - SLACK) <= answer * HIGH and answer * LOW <= wanted * (1 + SLACK) else "wrong"


def ours(cases: list[dict]) -> dict:
    """Our own answers, the same way: in a fresh process for the import time, here for the look-ups."""
    command = [sys.executable, "-c", "import time; s=time.perf_counter(); from migrate.cost import bill; "
               "from providers import catalog; catalog.load('zhipu'); print(time.perf_counter()-s)"]  # fmt: skip
    imported = float(subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout)
    sys.path.insert(0, str(ROOT / "tests" / "migrate" / "cost"))
    import bill_cases

    from migrate.cost.bill import bill

    asked = [(bill_cases.tariff(c["bill"]), bill_cases.demand(c["bill"]), bill_cases.day(c["bill"])) for c in cases]
    answers = []
    for case, (tariff, demand, day) in zip(cases, asked, strict=True):
        found = bill(tariff, [demand], on=day)
        exact = found.total is not None and found.currency == case["currency"]
        same = exact and found.total == Decimal(str(case["amount"]))
        answers.append("right" if same else "missing" if found.total is None else "wrong")
    start = time.perf_counter()
    for _ in range(REPEAT):
        for tariff, demand, day in asked:
            bill(tariff, [demand], on=day)
    spent = time.perf_counter() - start
    return {"import": imported, "verdicts": answers, "rate": REPEAT * len(asked) / spent}


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description="Prices looked up right, ours and others side by side.")
    parser.add_argument("--peers-python", type=Path, help="a Python that has litellm, genai-prices, tokencost")
    parser.add_argument("--verbose", action="store_true", help="every bill with every answer")
    chosen = parser.parse_args()
    cases = worked()
    table = {"migrate": ours(cases)}
    if chosen.peers_python:
        done = subprocess.run(
            [chosen.peers_python, str(Path(__file__).with_name("prices_peers.py"))],
            input=json.dumps([{k: v for k, v in case.items() if k != "bill"} for case in cases]),
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            print(done.stderr.strip().splitlines()[-1], file=sys.stderr)
            return 1
        for name, found in json.loads(done.stdout).items():
            verdicts = [verdict(case, answer) for case, answer in zip(cases, found["answers"], strict=True)]
            table[name] = {**found, "verdicts": verdicts}
    print(f"{len(cases)} worked bills; load {Path('/proc/loadavg').read_text().split()[0]}")
    print(f"{'':14}{'right':>7}{'wrong':>7}{'missing':>9}{'look-ups/s':>12}{'import s':>10}")
    for name, found in table.items():
        counts = [found["verdicts"].count(word) for word in ("right", "wrong", "missing")]
        rate = f"{found['rate']:,.0f}" if found["rate"] else "-"
        print(f"{name:14}{counts[0]:>7}{counts[1]:>7}{counts[2]:>9}{rate:>12}{found['import']:>10.2f}")
    if chosen.verbose:
        for number, case in enumerate(cases):
            shown = "  ".join(f"{name} {found['verdicts'][number]}" for name, found in table.items())
            print(f"{case['id']}: {case['amount']:g} {case['currency']}: {shown}")
    return 0 if set(table["migrate"]["verdicts"]) == {"right"} else 1


if __name__ == "__main__":
    raise SystemExit(main())
