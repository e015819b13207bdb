import json
from decimal import Decimal

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.cost import usage
from migrate.errors import UsageError
from migrate.model import Provenance
from providers import resources

SCHEMA = json.loads(resources.seeds("schema", "usage.schema.json").read_text())


def parse(text, origin="usage.yaml"):
    return usage.parse(text.encode(), origin=origin)


@pytest.mark.parametrize("name", usage.PROFILES)
def test_shipped_profiles_say_everything_about_both_kinds_of_model(name):
    loaded = usage.load(name)
    assert loaded.name == name
    chat, embedding = loaded.defaults["chat"], loaded.defaults["embedding"]
    assert chat.requests_per_month > 0
    assert chat.prompt_tokens > 0
    assert chat.completion_tokens > 0
    assert chat.cached_share is not None
    assert embedding.requests_per_month > 0
    assert embedding.prompt_tokens > 0


def test_profiles_grow():
    sizes = [usage.load(name).defaults["chat"].requests_per_month for name in usage.PROFILES]
    assert sizes == sorted(set(sizes))


@pytest.mark.parametrize("path", sorted(resources.seeds("usage").glob("*.yaml")), ids=lambda p: p.stem)
def test_shipped_files_hold_to_the_published_schema(path):
    jsonschema.validate(yaml.safe_load(path.read_text()), SCHEMA)


def test_the_template_is_a_usage_file_also_with_its_examples_uncommented(tmp_path):
    text = usage.template()
    file = tmp_path / "usage.yaml"
    file.write_text(text)
    assert usage.load(str(file)).name == "my application"
    wanted = ("models:", "sites:", "  gpt-4o:", "  app/chat.py:42:", "    ")
    lines = [
        line[2:] if line.startswith("# ") and line[2:].startswith(wanted) else line for line in text.splitlines()
    ]
    whole = parse("\n".join(lines))
    assert whole.models["gpt-4o"].provenance is Provenance.LOG
    assert whole.sites["app/chat.py:42"].requests_per_month == 1500


def test_what_an_entry_leaves_out_stays_unsaid():
    loaded = parse("version: 1\nchat:\n  prompt_tokens: 5\n")
    assert loaded.defaults["chat"] == usage.Figures(prompt_tokens=5)
    assert "embedding" not in loaded.defaults


def test_underscores_byte_order_marks_and_windows_line_ends_are_fine():
    loaded = usage.parse(b"\xef\xbb\xbfversion: 1\r\nchat:\r\n  requests_per_month: 10_000\r\n", origin="u")
    assert loaded.defaults["chat"].requests_per_month == 10000


def test_a_share_is_exact():
    assert parse("version: 1\nchat: {cached_share: 0.1}").defaults["chat"].cached_share == Decimal("0.1")


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("chat: {prompt_tokens: 1}", 1, "version"),
        ("version: 2", 1, "only version 1"),
        ("version: 1\nchats: {}", 2, "did you mean chat?"),
        ("version: 1\nchat:\n  prompt_tokens: lots", 3, "chat.prompt_tokens: must be a whole number"),
        ("version: 1\nchat:\n  prompt_tokens: -1", 3, "whole number"),
        ("version: 1\nchat:\n  prompt_tokens: 1.5", 3, "whole number"),
        ("version: 1\nchat:\n  prompt_tokens: true", 3, "whole number"),
        ("version: 1\nchat:\n  prompt_tokens: 0x10", 3, "whole number"),
        ("version: 1\nchat:\n  prompt_tokens: '5'", 3, "whole number"),
        ("version: 1\nchat:\n  prompt_tokens:", 3, "must be a whole number"),
        ("version: 1\nchat:\n  prompt_tokens: 9999999999999999999", 3, "larger than"),
        ("version: 1\nchat:\n  cached_share: 25%", 3, "between 0 and 1"),
        ("version: 1\nchat:\n  cached_share: 1.01", 3, "between 0 and 1"),
        ("version: 1\nchat:\n  cached_share: .nan", 3, "between 0 and 1"),
        ("version: 1\nchat:\n  prompt_token: 5", 3, "did you mean prompt_tokens?"),
        ("version: 1\nchat:\n  provenance: guess", 3, "measured, log, profile, assumed"),
        ("version: 1\nchat:\n  prompt_tokens: 5\n  prompt_tokens: 6", 4, "given twice"),
        ("version: 1\nchat: 5", 2, "must be a table"),
        ("version: 1\nchat: {}", 2, "empty"),
        ("version: 1\nembedding:\n  completion_tokens: 5", 3, "no completion_tokens"),
        ("version: 1\nsites:\n  app.py: {prompt_tokens: 5}", 3, "path:line"),
        ("version: 1\nmodels: [gpt-4o]", 2, "must be a table"),
        ("version: 1\nchat: [", 2, ""),
        ("- 1", 1, "must be a table"),
    ],
)
def test_mistakes_get_one_line_with_the_place(text, line, words):
    with pytest.raises(UsageError) as error:
        parse(text)
    message = str(error.value)
    assert message.startswith(f"usage.yaml:{line}: ")
    assert words in message
    assert "\n" not in message


def test_hostile_text_in_a_mistake_is_escaped():
    with pytest.raises(UsageError) as error:
        parse('version: 1\n"\\e[31mred\\u202e": 5')
    assert "\x1b" not in str(error.value)
    assert "\u202e" not in str(error.value)


@pytest.mark.parametrize(
    "data", [b"", b"# only a comment\n", b"\xff\xfe\x00", b"\x00", b"a: &a [*a, *a]", b"[" * 5000]
)
def test_unreadable_files_are_refused_in_one_line(data):
    with pytest.raises(UsageError) as error:
        usage.parse(data, origin="u.yaml")
    assert str(error.value).startswith("u.yaml")
    assert "\n" not in str(error.value)


def test_a_missing_file_names_the_profiles(tmp_path):
    with pytest.raises(UsageError, match="small, medium, large"):
        usage.load(str(tmp_path / "none.yaml"))
    with pytest.raises(UsageError, match="directory"):
        usage.load(str(tmp_path))


def test_a_huge_file_is_not_read(tmp_path):
    file = tmp_path / "usage.yaml"
    file.write_bytes(b"#" * (usage.MAX_BYTES + 10))
    with pytest.raises(UsageError, match="larger than"):
        usage.load(str(file))


COUNT = st.one_of(st.integers(-2, 10**6), st.booleans(), st.just("many"), st.none(), st.floats(0.1, 9.9))
SHARE = st.one_of(st.sampled_from([0, 1, 0.25, 1.5, -0.1]), st.just("half"))
ENTRY = st.fixed_dictionaries(
    {},
    optional={
        "requests_per_month": COUNT,
        "prompt_tokens": COUNT,
        "completion_tokens": COUNT,
        "cached_share": SHARE,
        "provenance": st.sampled_from(["log", "guess"]),
        "extra": st.just(1),
    },
)
FILE = st.fixed_dictionaries(
    {},
    optional={
        "version": st.sampled_from([1, 1, 1, 2, "1"]),
        "name": st.sampled_from(["shop", "茶店", "2026", "yes", 5, None, ["x"]]),
        "chat": ENTRY,
        "embedding": ENTRY,
        "models": st.one_of(st.none(), st.dictionaries(st.sampled_from(["gpt-4o", "o3"]), ENTRY, max_size=2)),
        "sites": st.dictionaries(st.sampled_from(["a.py:1", "b.py", "c d.py:20"]), ENTRY, max_size=2),
    },
)


@settings(max_examples=200, deadline=None)
@given(FILE)
def test_the_reader_and_the_published_schema_agree(content):
    try:
        parse(yaml.safe_dump(content, allow_unicode=True))
        accepted = True
    except UsageError:
        accepted = False
    assert accepted == jsonschema.Draft202012Validator(SCHEMA).is_valid(content)
