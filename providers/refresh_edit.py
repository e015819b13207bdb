"""Small edits of a `models.yaml` that leave every other byte as it is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from providers.errors import CatalogError


def new_price(
    text: str, model: str, platform: str, on: date, entry: Mapping[str, Any], *, close: bool
) -> str:
    """`text` with a new price entry for a model's platform, and the open one before it closed on the day."""
    lines = text.splitlines(keepends=True)
    prices = _value(_model(text, model), "prices")
    rows = [row for row in prices.value if _text(row, "platform") == platform]
    last = rows[-1] if rows else (prices.value[-1] if prices.value else None)
    if last is None:
        raise CatalogError(f"{model}: a first price must be written by hand")
    indent = " " * (last.start_mark.column - 2)
    after = _last_line(last) + 1
    block = "".join(f"{indent}{line}\n" for line in _entry(entry))
    lines.insert(after, block)
    if close and rows:
        basis = next(v for k, v in last.value if k.value == "from_basis")
        lines.insert(basis.end_mark.line + 1, f"{indent}  to: '{on}'\n")
    return "".join(lines)


def set_scalar(text: str, model: str, key: str, value: str) -> str:
    """`text` with a top-level text value of a model replaced or added after `status`."""
    lines = text.splitlines(keepends=True)
    node = _model(text, model)
    found = next((v for k, v in node.value if k.value == key), None)
    if found is not None:
        line = lines[found.start_mark.line]
        lines[found.start_mark.line] = line[: found.start_mark.column] + value + line[found.end_mark.column :]
    else:
        status = next(v for k, v in node.value if k.value == "status")
        indent = " " * node.start_mark.column
        lines.insert(status.end_mark.line + 1, f"{indent}{key}: {value}\n")
    return "".join(lines)


def _entry(entry: Mapping[str, Any]) -> list[str]:
    """A price entry as the lines of a YAML list item."""
    tiers = []
    for tier in entry["tiers"]:
        rates = ", ".join(f"{k}: {_plain(v)}" for k, v in tier.items() if k != "when")
        when = tier.get("when")
        bounds = ", ".join(f"{k}: [{v[0]}, {'null' if v[1] is None else v[1]}]" for k, v in (when or {}).items())
        tiers.append(f"    - {{when: {{{bounds}}}, {rates}}}" if when else f"    - {{{rates}}}")
    return [
        f"- platform: {entry['platform']}",
        f"  currency: {entry['currency']}",
        f"  from: '{entry['from']}'",
        "  from_basis: first_seen",
        "  tiers:",
        *tiers,
        f"  sources: [{json.dumps(entry['source'])}]",  # a JSON string is a YAML string
        "  confidence: medium",
        f"  as_of: '{entry['from']}'",
    ]


def _plain(value: Decimal) -> str:
    return format(value, "f")


def _model(text: str, model: str) -> Any:
    import yaml

    root = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    for node in _value(root, "models").value:
        if _text(node, "id") == model:
            return node
    raise CatalogError(f"no model {model} in the file")


def _value(node: Any, key: str) -> Any:
    return next(v for k, v in node.value if k.value == key)


def _text(node: Any, key: str) -> str | None:
    return next((v.value for k, v in node.value if k.value == key), None)


def _last_line(node: Any) -> int:
    """Index of the last line that holds a part of the node."""
    if node.id == "scalar" or not node.value:
        mark = node.end_mark
        return int(mark.line if mark.column or mark.line == node.start_mark.line else mark.line - 1)
    last = node.value[-1] if node.id == "sequence" else node.value[-1][1]
    inner = _last_line(last)
    return max(inner, int(node.end_mark.line)) if node.flow_style else inner
