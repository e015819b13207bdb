"""What holds for every file of a format: spans are exact, edits change what they say and nothing else."""

from __future__ import annotations

import io
import json
import tomllib
from typing import Any

import pytest
import yaml
from dotenv.parser import parse_stream
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from migrate.edit import EditError, apply_edits
from migrate.formats import FORMATS
from migrate.formats.base import FormatError
from migrate.model import Skipped
from migrate.source import SourceFile, from_bytes

PATHS = {
    "dotenv": ".env",
    "yaml": "a.yaml",
    "toml": "a.toml",
    "json": "a.json",
    "ini": "a.ini",
    "properties": "a.properties",
    "dockerfile": "Dockerfile",
    "shell": "a.sh",
    "requirements": "requirements.txt",
}
# Characters that mean something to one format or another.
NASTY = st.text(alphabet="ab1 :#'\"\\$={}[],!&*|>%@`-~?;<()\t你😀", max_size=12)
PLAIN = st.text(alphabet="abcXYZ019._/:-", min_size=1, max_size=20)
NAMES = st.lists(st.from_regex(r"\A[A-Z][A-Z0-9_]{0,6}\Z"), min_size=1, max_size=5, unique=True)
ENDS = st.sampled_from(["\n", "\r\n"])


def source(path: str, data: bytes) -> SourceFile:
    found = from_bytes(path, data)
    assert isinstance(found, SourceFile), found
    return found


def values(name: str, found: SourceFile) -> list[tuple[tuple[str, ...], Any]]:
    return [(e.key_path, e.value) for e in FORMATS[name].entries(found)]


def test_every_format_is_in_the_table_and_complete():
    from migrate.formats.base import Format

    for name, form in FORMATS.items():
        assert form.name == name
        assert form.matches(PATHS[name])
        for member in ("entries", "parse_errors", "replace_value", "rename_key", "insert_after"):
            assert callable(getattr(form, member)), (name, member)
        assert form.comment in ("#", None)
    assert set(PATHS) == set(FORMATS)
    assert "name" in Format.__annotations__


def check_edits(name: str, found: SourceFile, value: object) -> None:
    """Replacing one value changes that value and nothing else; a refusal changes nothing at all."""
    form = FORMATS[name]
    before = values(name, found)
    for index, entry in enumerate(form.entries(found)):
        if entry.value_span is None:
            continue
        try:
            edit = form.replace_value(found, entry.value_span, value)
        except (FormatError, EditError):
            continue
        after = source(found.path, apply_edits(found.data, [edit], found.encoding))
        expected = list(before)
        expected[index] = (entry.key_path, value)
        assert values(name, after) == expected
        assert form.parse_errors(after.data) <= form.parse_errors(found.data)


@settings(max_examples=40, deadline=None)
@given(NAMES, st.data(), ENDS, st.booleans())
def test_dotenv(names, data, end, bom):
    quotes = st.sampled_from(["", "'", '"'])
    lines, expected = [], []
    for name in names:
        quote = data.draw(quotes)
        value = data.draw(PLAIN if not quote else st.text(alphabet="ab #=:{}你", max_size=8))
        lines.append(f"{data.draw(st.sampled_from(['', 'export ']))}{name}={quote}{value}{quote}")
        expected.append(((name,), value))
    text = end.join(lines)
    found = source(".env", (b"\xef\xbb\xbf" if bom else b"") + text.encode())
    assert values("dotenv", found) == expected
    check_edits("dotenv", found, data.draw(NASTY))


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="aB=#'\"\\ \n\t$é", max_size=40))
def test_dotenv_reads_any_text_as_python_dotenv_does(text):
    found = from_bytes(".env", text.encode())
    assume(not isinstance(found, Skipped))
    assert isinstance(found, SourceFile)
    theirs = [b for b in parse_stream(io.StringIO(text)) if b.key is not None and not b.error]
    ours = FORMATS["dotenv"].entries(found)
    assert [(e.key, e.value) for e in ours] == [(b.key, b.value) for b in theirs]
    for entry in ours:
        if entry.value_span is not None and entry.style == "plain":
            assert found.text(entry.value_span) == entry.value


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9999, 9999) | NASTY,
    lambda children: st.lists(children, max_size=3) | st.dictionaries(NASTY, children, max_size=3),
    max_leaves=8,
)


def flat(value: Any, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], Any]]:
    if isinstance(value, dict):
        items = [((*path, str(k)), v) for k, v in value.items()]
    elif isinstance(value, list):
        items = [((*path, str(i)), v) for i, v in enumerate(value)]
    else:
        return [(path, value)]
    own = [(path, None)] if path else []
    return own + [pair for place, child in items for pair in flat(child, place)]


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(NASTY, JSON_VALUES, max_size=4), st.sampled_from([None, 2, "\t"]), st.booleans(), NASTY)
def test_json(value, indent, ascii_only, new):
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    found = source("a.json", text.encode())
    assert values("json", found) == flat(value)
    for entry in FORMATS["json"].entries(found):
        if entry.value_span is not None:
            assert json.loads(found.text(entry.value_span)) == entry.value
    check_edits("json", found, new)


@settings(max_examples=30, deadline=None)
@given(
    st.dictionaries(NASTY, JSON_VALUES, min_size=1, max_size=4),
    st.sampled_from([True, False, None]),
    st.sampled_from([None, '"', "'"]),
    st.booleans(),
    ENDS,
    NASTY,
)
def test_yaml(value, flow, style, bom, end, new):
    text = yaml.safe_dump(
        value, allow_unicode=True, default_flow_style=flow, default_style=style, sort_keys=False, width=1000
    )
    found = source("a.yaml", (b"\xef\xbb\xbf" if bom else b"") + text.replace("\n", end).encode())
    try:
        entries = FORMATS["yaml"].entries(found)
    except FormatError:
        with pytest.raises(yaml.YAMLError):
            yaml.safe_load(text)
        return
    for entry in entries:
        if entry.value_span is not None and entry.style in ("plain", "single", "double"):
            again = yaml.safe_load(found.text(entry.value_span))
            assert again == entry.value or entry.flags & {"assignment", "tag"}
    if not any(e.flags & {"assignment", "pair"} for e in entries):
        assert [(e.key_path, e.value) for e in entries] == [
            (p, v) for p, v in flat(yaml.safe_load(found.text()))
        ]
        check_edits("yaml", found, new)


def toml_text(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k, ensure_ascii=False)} = {toml_text(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(toml_text(v) for v in value) + "]"
    return json.dumps(value, ensure_ascii=False)


TOML_VALUES = st.recursive(
    st.booleans() | st.integers(-9999, 9999) | NASTY,
    lambda children: st.lists(children, max_size=3) | st.dictionaries(NASTY, children, max_size=3),
    max_leaves=8,
)


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(NASTY, TOML_VALUES, max_size=4), st.booleans(), ENDS, NASTY)
def test_toml(value, bom, end, new):
    text = "".join(f"{json.dumps(k, ensure_ascii=False)} = {toml_text(v)}{end}" for k, v in value.items())
    assert tomllib.loads(text) == value
    found = source("a.toml", (b"\xef\xbb\xbf" if bom else b"") + text.encode())
    assert values("toml", found) == flat(value)
    assert FORMATS["toml"].parse_errors(found.data) == 0
    check_edits("toml", found, new)


@settings(max_examples=60, deadline=None)
@given(NAMES, st.data(), ENDS, NASTY)
def test_ini_and_properties(names, data, end, new):
    by = data.draw(st.sampled_from(["=", " = ", ": "]))
    pairs = [(name, data.draw(PLAIN)) for name in names]
    text = end.join(f"{name}{by}{value}" for name, value in pairs)
    for name, path in (("ini", "a.ini"), ("properties", "a.properties")):
        found = source(path, text.encode())
        assert values(name, found) == [((key,), value) for key, value in pairs]
    check_edits("properties", source("a.properties", text.encode()), new)
    check_edits("ini", source("a.ini", text.encode()), data.draw(PLAIN))


@settings(max_examples=60, deadline=None)
@given(NAMES, st.data(), ENDS, NASTY)
def test_shell_and_dockerfile(names, data, end, new):
    new = new.replace("$", "")  # an expansion stays one: the value is what is written
    lines, expected = [], []
    for name in names:
        quote = data.draw(st.sampled_from(["", "'", '"']))
        value = data.draw(PLAIN if not quote else st.text(alphabet="ab #=:;你", max_size=8))
        lines.append(f"{name}={quote}{value}{quote}")
        expected.append((name, value))
    script = source("a.sh", end.join(f"export {line}" for line in lines).encode())
    assert values("shell", script) == [((name,), value) for name, value in expected]
    check_edits("shell", script, new)
    docker = source("Dockerfile", ("FROM x" + end + end.join(f"ENV {line}" for line in lines)).encode())
    assert values("dockerfile", docker) == [(("ENV", name), value) for name, value in expected]
    check_edits("dockerfile", docker, new)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(PATHS)), st.text(alphabet="a1:=-#'\"\\{}[],&*|>\n \t$é<E", max_size=60))
def test_any_text_is_read_or_refused(name, text):
    found = source(PATHS[name], text.encode())
    assert FORMATS[name].parse_errors(found.data) >= 0
    try:
        entries = FORMATS[name].entries(found)
    except FormatError:
        assert FORMATS[name].parse_errors(found.data) > 0
        return
    for entry in entries:
        for span in (entry.key_span, entry.value_span):
            if span is not None:
                assert 0 <= span.start <= span.end <= len(found.data)
                found.data[span.start : span.end].decode()  # cuts no character
        assert entry.line == found.line(entry.key_span.start) if entry.key_span else entry.line >= 1
