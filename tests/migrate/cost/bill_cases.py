"""Reads the worked bills of `tests/cases/bills`."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from migrate.cost.bill import Demand, Tariff
from providers import catalog
from tests import yaml_file

FOLDER = Path(__file__).parents[2] / "cases" / "bills"


def load(name: str) -> list[dict[str, Any]]:
    return yaml_file.load(FOLDER / name)


def tariff(bill: dict[str, Any]) -> Tariff:
    model = catalog.load(bill["vendor"]).model(bill["model"])
    assert model is not None, bill["model"]
    return Tariff(
        bill["vendor"],
        bill["platform"],
        model,
        Decimal(bill.get("ratio", "1")),
        Decimal(bill.get("output_ratio", "1")),
    )


def demand(bill: dict[str, Any]) -> Demand:
    low, high = bill.get("size", bill.get("min")), bill.get("size", bill.get("max"))
    return Demand(
        requests=bill.get("requests", 1),
        prompt=bill["prompt"],
        completion=bill["completion"],
        cached=bill.get("cached", 0),
        cache_write=bill.get("cache_write", 0),
        start=datetime.fromisoformat(bill["when"]) if "when" in bill else None,
        mode=bill.get("mode", "standard"),
        thinking=bill.get("thinking"),
        prompt_min=low[0] if low else None,
        prompt_max=high[0] if high else None,
        completion_min=low[1] if low else None,
        completion_max=high[1] if high else None,
        stored=bill.get("stored"),
        write_hours=bill.get("write_hours", 0),
    )


def day(bill: dict[str, Any]) -> date | None:
    return bill.get("at")


def money(text: str) -> tuple[Decimal, str]:
    amount, currency = text.split()
    return Decimal(amount), currency
