"""Edits of configuration files, as data: `tests/cases/formats`. Each runs with every line end and BOM."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from migrate.edit import apply_edits
from migrate.formats import FORMATS, format_of
from migrate.formats.base import Entry, Format, FormatError
from migrate.model import Edit
from migrate.source import SourceFile, from_bytes
from tests import yaml_file

FOLDER = Path(__file__).parents[2] / "cases" / "formats"
SHAPES = {
    "as written": lambda text: text.encode(),
    "CRLF": lambda text: text.replace("\n", "\r\n").encode(),
    "BOM": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "BOM and CRLF": lambda text: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(),
    "no final line end": lambda text: text.removesuffix("\n").encode(),
}


def cases() -> Iterator[Any]:
    for file in sorted(FOLDER.glob("*.yaml")):
        document = yaml_file.load(file)
        for case in document["cases"]:
            case.setdefault("path", document.get("path"))
            for shape in SHAPES:
                yield pytest.param(case, shape, id=f"{file.stem}: {case['name']} ({shape})")


def opened(path: str, data: bytes) -> tuple[SourceFile, Format]:
    source = from_bytes(path, data)
    assert isinstance(source, SourceFile), source
    name = format_of(path)
    assert name is not None, path
    return source, FORMATS[name]


def found(form: Format, source: SourceFile, at: str) -> Entry:
    return next(e for e in form.entries(source) if ".".join(e.key_path) == at)


def carried_out(form: Format, source: SourceFile, case: dict[str, Any]) -> Edit:
    if "replace" in case:
        entry = found(form, source, case["replace"]["at"])
        assert entry.value_span is not None
        return form.replace_value(source, entry.value_span, case["replace"]["value"])
    if "rename" in case:
        return form.rename_key(source, found(form, source, case["rename"]["at"]), case["rename"]["to"])
    asked = case["insert"]
    return form.insert_after(source, found(form, source, asked["at"]), asked["key"], asked["value"], asked.get("comment"))


@pytest.mark.parametrize(("case", "shape"), list(cases()))
def test_case(case: dict[str, Any], shape: str) -> None:
    source, form = opened(case["path"], SHAPES[shape](case["before"]))
    if "error" in case:
        with pytest.raises(FormatError, match=case["error"]):
            carried_out(form, source, case)
        return
    after = apply_edits(source.data, [carried_out(form, source, case)], source.encoding)
    assert after == SHAPES[shape](case["after"])
    assert form.parse_errors(after) == form.parse_errors(source.data) == 0
    if "replace" not in case:
        return
    asked = case["replace"]
    again, _ = opened(case["path"], after)
    value = found(form, again, asked["at"]).value
    assert value == asked["value"] or str(value) == str(asked["value"])
    # Replacing a value by itself changes nothing.
    twice = apply_edits(after, [carried_out(form, again, case)], again.encoding)
    assert twice == after
