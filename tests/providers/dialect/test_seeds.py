"""The files `seeds/vendors/<id>/dialect.yaml` against their schema, their sources and the catalogue."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema
import pytest
import yaml

from providers import catalog, resources
from providers.dialect import CLIENT_FIELDS, PARAMETERS

SCHEMA = json.loads(resources.seeds("schema", "dialect.schema.json").read_text(encoding="utf-8"))
VENDORS = catalog.ids()


@cache
def read(vendor: str) -> str:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = resources.seeds("vendors", vendor, "dialect.yaml").read_text(encoding="utf-8")
    return json.dumps(yaml.load(text, Loader=loader))


def load(vendor: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(read(vendor))
    return found


def facts(node: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every mapping with sources, with its place."""
    if isinstance(node, dict):
        if "sources" in node:
            yield place, node
        for key, inner in node.items():
            yield from facts(inner, f"{place}.{key}")
    elif isinstance(node, list):
        for index, inner in enumerate(node):
            yield from facts(inner, f"{place}[{index}]")


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert sorted(SCHEMA["properties"]["parameters"]["propertyNames"]["enum"]) == sorted(PARAMETERS)


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_file_follows_the_schema(vendor: str) -> None:
    errors = jsonschema.Draft202012Validator(SCHEMA).iter_errors(load(vendor))
    assert [f"{list(e.absolute_path)}: {e.message}" for e in errors] == []


@pytest.mark.parametrize("vendor", VENDORS)
def test_every_source_is_listed_and_trust_is_that_of_the_best(vendor: str) -> None:
    sources = catalog.load(vendor).sources
    for place, fact in facts(load(vendor)):
        ids = [s.split(":")[0] for s in fact["sources"]]
        assert set(ids) <= set(sources), place
        if "trust" in fact:
            assert fact["trust"] == min(sources[i].trust or 9 for i in ids), place
        else:
            assert not ids or "claim" in fact or ".rules[" in place, place


@pytest.mark.parametrize("vendor", VENDORS)
def test_every_parameter_is_described(vendor: str) -> None:
    raw = load(vendor)
    assert raw["vendor"] == vendor
    assert sorted(raw["parameters"]) == sorted(PARAMETERS)
    assert not set(raw.get("own_fields", {})) & set(CLIENT_FIELDS)


@pytest.mark.parametrize("vendor", VENDORS)
def test_the_compiled_form_is_what_the_file_says(vendor: str) -> None:
    assert json.loads(json.dumps(catalog.load(vendor).dialect)) == json.loads(json.dumps(load(vendor)))


@pytest.mark.parametrize("vendor", VENDORS)
def test_what_is_renamed_or_moved_into_is_known_to_the_vendor(vendor: str) -> None:
    raw = load(vendor)
    known = {*raw["parameters"], *raw.get("own_fields", {}), "messages", "tools", "thinking", "enable_thinking"}
    for parameter, entry in raw["parameters"].items():
        for rule in (entry, *entry.get("rules", ())):
            remedies = rule.get("remedy", [])
            for remedy in remedies if isinstance(remedies, list) else [remedies]:
                assert remedy.get("name") in known | {None}, parameter
            if "rename_to" in rule and "remedy" not in rule:
                assert rule["rename_to"] in known, parameter


def broken(**change: Any) -> list[str]:
    raw = load("zhipu")
    raw["parameters"]["temperature"] |= change
    return [e.message for e in jsonschema.Draft202012Validator(SCHEMA).iter_errors(raw)]


@pytest.mark.parametrize(
    "change",
    [
        {"status": "fine"},
        {"range": {"minimum": 1}},
        {"range": {}},
        {"shape": "blob"},
        {"as_of": "yesterday"},
        {"trust": 4},
        {"doc_presence": "absent"},
        {"rename_to": "x"},
        {"status": "renamed"},
        {"remedy": {"action": "guess"}},
        {"remedy": {"action": "move"}},
        {"remedy": {"action": "manual"}},
        {"remedy": {"action": "replace"}},
        {"otherwise": {"status": "rejected", "colour": "red"}},
        {"rules": [{"status": "supported"}]},
        {"rules": [{"models": ["a"], "status": "supported", "colour": "red"}]},
        {"colour": "red"},
    ],
)
def test_the_schema_refuses(change: dict[str, Any]) -> None:
    assert broken(**change)


def test_the_schema_accepts_what_stands_there() -> None:
    assert broken() == []
