from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.verify.sandbox.instance import example

SCHEMAS: list[Any] = [
    {"type": "string"},
    {"type": "string", "minLength": 12, "maxLength": 14},
    {"type": "string", "maxLength": 2},
    {"type": "string", "format": "date-time"},
    {"type": "integer", "minimum": 5, "maximum": 9, "multipleOf": 4},
    {"type": "number", "exclusiveMinimum": 1, "exclusiveMaximum": 2},
    {"type": "integer", "maximum": -3},
    {"type": "boolean"},
    {"type": "null"},
    {"type": ["null", "integer"]},
    {"enum": ["b", "a"]},
    {"const": 3},
    {"type": "array", "items": {"type": "integer"}, "minItems": 3},
    {"type": "array", "maxItems": 0},
    {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}], "minItems": 2},
    {"anyOf": [{"type": "null"}, {"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]}]},
    {"allOf": [{"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]},
               {"properties": {"b": {"type": "string"}}, "required": ["b"]}]},
    {"$defs": {"p": {"type": "object", "properties": {"x": {"type": "number"}}, "required": ["x"]}},
     "type": "object", "properties": {"p": {"$ref": "#/$defs/p"}}, "required": ["p"], "additionalProperties": False},
    {"$defs": {"t": {"type": "object", "properties": {"kids": {"type": "array", "items": {"$ref": "#/$defs/t"}},
                                                      "n": {"type": "string"}}, "required": ["n"]}},
     "$ref": "#/$defs/t"},
]  # fmt: skip


@pytest.mark.parametrize("schema", SCHEMAS, ids=str)
def test_the_example_fits_its_schema_and_is_always_the_same(schema: Any) -> None:
    jsonschema.validate(example(schema), schema)
    assert example(schema) == example(schema)


def test_what_the_schema_suggests_comes_first_and_a_text_is_its_propertys_name() -> None:
    assert example({"type": "string", "default": "d", "examples": ["e"]}) == "d"
    assert example({"type": "string", "examples": ["e"]}) == "e"
    assert example({"type": "object", "properties": {"city": {"type": "string"}}}) == {"city": "city"}


simple = st.recursive(
    st.one_of(
        st.just({"type": "boolean"}),
        st.builds(lambda n: {"type": "string", "minLength": n}, st.integers(0, 9)),
        st.builds(
            lambda a, b: {"type": "integer", "minimum": a, "maximum": a + b},
            st.integers(-9, 9),
            st.integers(0, 9),
        ),
        st.builds(lambda v: {"enum": v}, st.lists(st.integers(), min_size=1, max_size=3)),
    ),
    lambda inner: st.one_of(
        st.builds(lambda i, n: {"type": "array", "items": i, "minItems": n}, inner, st.integers(0, 3)),
        st.builds(
            lambda p: {"type": "object", "properties": p, "required": list(p), "additionalProperties": False},
            st.dictionaries(st.sampled_from("abcd"), inner, max_size=3),
        ),
        st.builds(lambda o: {"anyOf": o}, st.lists(inner, min_size=1, max_size=2)),
    ),
    max_leaves=6,
)


@settings(max_examples=80, deadline=None)
@given(schema=simple)
def test_every_plain_schema_gets_an_example_that_fits(schema: Any) -> None:
    jsonschema.validate(example(schema), schema)


def test_a_schema_that_contains_itself_ends() -> None:
    assert (
        example({"type": "object", "properties": {"again": {"$ref": "#"}}, "required": ["again"]}) is not None
    )
