"""What to do about a verdict: the remedies written in the seeds, and the obvious ones nobody has to write."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from providers.dialect.constraints import Constraints, is_number, same
from providers.dialect.names import CLIENT_FIELDS, NEUTRAL
from providers.dialect.types import UNKNOWN, Remedy

Maker = Callable[[Any], tuple[Remedy, ...]]
_Step = Callable[[Any], Remedy]
_NOTHING: tuple[Remedy, ...] = ()


def for_status(parameter: str, raw: Mapping[str, Any]) -> Maker:
    """Remedies for a value within the bounds of a rule, by the rule's status."""
    written = raw.get("remedy")
    if written is not None:
        return compile_specs(written, raw)
    status = raw["status"]
    note = raw.get("client_practice", "")
    if status == "renamed":
        name = raw["rename_to"]
        step = Remedy("rename", name, location=_location(name), meaning_kept=True, note=note)
        return lambda _value: (step,)
    if status == "unknown":
        if raw.get("doc_presence") == "absent":
            return _drop(parameter, note)
        told = (Remedy("keep", note=note),) if note else _NOTHING
        return lambda _value: told
    if status == "rejected":
        manual = Remedy("manual", note=note)
        return lambda _value: (manual,)
    if status in ("limited", "ignored"):
        keep = Remedy("keep", note=note)
        return lambda _value: (keep,)
    return lambda _value: _NOTHING


def for_broken(
    bounds: Constraints, status: str, written: Any, raw: Mapping[str, Any]
) -> Callable[[Any, str], tuple[Remedy, ...]]:
    """Remedies for a value that breaks a bound; `status` and `written` stand under `otherwise`."""
    note = raw.get("client_practice", "")
    if status != "rejected" and written is None:
        kept = _NOTHING if status == "unknown" else (Remedy("keep", note=note),)
        return lambda _value, _broken: kept
    manual = (Remedy("manual", note=note),)
    explicit = compile_specs(written, raw) if written is not None else None

    def fix(value: Any, broken: str) -> tuple[Remedy, ...]:
        if broken == "shape" and bounds.shape == "array" and isinstance(value, str):
            return (Remedy("replace", value=[value], meaning_kept=True, note="as a list of one"),)
        if broken == "shape" and bounds.shape == "string" and _all_text(value):
            return (_flatten(value),)
        if explicit is not None:
            return explicit(value)
        if broken == "range" and is_number(value) and value == value:  # not NaN
            return (_clamp(value, bounds, {}),)
        if broken == "count" and bounds.max_count is not None:
            note = f"only the first {bounds.max_count} are kept"
            return (Remedy("replace", value=list(value[: bounds.max_count]), note=note),)
        return manual

    return fix


def compile_specs(written: Any, raw: Mapping[str, Any]) -> Maker:
    """Remedies as written in the seeds (one mapping or a list of them) as a function of the value."""
    specs: Sequence[Mapping[str, Any]] = written if isinstance(written, (list, tuple)) else (written,)
    note = raw.get("client_practice", "")
    if not any(spec.get("values") or spec.get("how") or spec["action"] == "clamp" for spec in specs):
        fixed = tuple(_plain(spec, note) for spec in specs)
        return lambda _value: fixed
    bounds = Constraints(**{k: v for k, v in (raw.get("range") or {}).items() if k in _RANGE})
    steps = tuple(_step(spec, bounds, note) for spec in specs)
    return lambda value: tuple(step(value) for step in steps)


_RANGE = ("min", "max", "min_exclusive", "max_exclusive", "integer")


def _plain(spec: Mapping[str, Any], note: str) -> Remedy:
    name = spec.get("name")
    return Remedy(
        spec["action"],
        name,
        thaw(spec.get("value")),
        spec.get("location") or (_location(name) if name else "body"),
        bool(spec.get("meaning_kept")),
        spec.get("note", note),
    )


def _step(spec: Mapping[str, Any], bounds: Constraints, note: str) -> _Step:
    how, table = spec.get("how"), spec.get("values")
    if spec["action"] == "clamp":
        return lambda value: _clamp(value, bounds, spec)
    if how == "flatten":
        return _flatten
    if how == "schema_prompt":
        return _schema_prompt
    if table is not None:
        plain = _plain({**spec, "value": spec.get("value")}, note)

        def pick(value: Any) -> Remedy:
            if value is UNKNOWN:
                return Remedy("manual", note="use " + ", ".join(f"{v} for {k}" for k, v in table.items()))
            if isinstance(value, str) and value in table:
                return replace(plain, value=thaw(table[value]))
            if "value" in spec:
                return plain
            return Remedy("drop" if spec.get("else") == "drop" else "manual", note=plain.note)

        return pick
    plain = _plain(spec, note)
    return lambda _value: plain


def thaw(value: Any) -> Any:
    """A value of the read-only catalogue as plain dicts and lists, as a request body wants them."""
    if isinstance(value, Mapping):
        return {key: thaw(inner) for key, inner in value.items()}
    return [thaw(inner) for inner in value] if isinstance(value, (list, tuple)) else value


def _drop(parameter: str, note: str) -> Maker:
    lossless = Remedy("drop", meaning_kept=True, note="it is the default anyway")
    lossy = Remedy("drop", note=note)
    if parameter not in NEUTRAL:
        return lambda _value: (lossy,)
    neutral = NEUTRAL[parameter]
    return lambda value: (lossless if same(value, neutral) else lossy,)


def _clamp(value: Any, bounds: Constraints, spec: Mapping[str, Any]) -> Remedy:
    low, high = spec.get("min", bounds.min), spec.get("max", bounds.max)
    note = spec.get("note") or f"nearest value within {Constraints(min=low, max=high).describe()}"
    if value is UNKNOWN:
        return Remedy("clamp", value=UNKNOWN, note=note)
    if not is_number(value) or value != value:
        return Remedy("manual", note="not a number")
    step = 1 if bounds.integer else 0
    if low is not None and (value < low or (value == low and bounds.min_exclusive and "min" not in spec)):
        value = low + (step if bounds.min_exclusive and "min" not in spec else 0)
    if high is not None and (value > high or (value == high and bounds.max_exclusive and "max" not in spec)):
        value = high - (step if bounds.max_exclusive and "max" not in spec else 0)
    if not math.isfinite(value):
        return Remedy("manual", note="not a finite number")
    if bounds.integer:
        value = int(value)
    return Remedy("clamp", value=value, note=note)


def _all_text(value: Any) -> bool:
    return (
        isinstance(value, (list, tuple))
        and bool(value)
        and all(isinstance(part, Mapping) and isinstance(part.get("text"), str) for part in value)
    )


def _flatten(value: Any) -> Remedy:
    if not _all_text(value):
        return Remedy("manual", note="join the text parts into one string")
    text = "\n".join(part["text"] for part in value)
    return Remedy("replace", value=text, meaning_kept=True, note="the text parts joined into one string")


def _schema_prompt(value: Any) -> Remedy:
    """The JSON Schema of a response_format as an instruction in the system message."""
    schema = value.get("json_schema") if isinstance(value, Mapping) else None
    schema = schema.get("schema", schema) if isinstance(schema, Mapping) else schema
    note = "the schema as an instruction; validate the answer"
    if not isinstance(schema, Mapping):
        return Remedy("move", "messages", UNKNOWN, note=note)
    try:
        text = json.dumps(schema, ensure_ascii=False, sort_keys=False)
    except (TypeError, ValueError, RecursionError):
        return Remedy("move", "messages", UNKNOWN, note=note)
    return Remedy(
        "move", "messages", f"Answer with one JSON object that fits this JSON Schema:\n{text}", note=note
    )


def _location(name: str | None) -> Any:
    return "body" if name in CLIENT_FIELDS else "extra_body"
