import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.report.layout import Page, cells, clean, cut, pad, wrap

TEXT = st.text(alphabet=st.sampled_from("ab /-.,中文あ，。é\u0301漢x"), max_size=200)


@pytest.mark.parametrize(
    ("text", "width"), [("", 0), ("abc", 3), ("茶店", 4), ("e\u0301", 1), ("ｶﾅ", 2), ("Ａ", 2), ("→", 1)]
)
def test_cells(text, width):
    assert cells(text) == width


def test_columns_with_chinese_text_line_up():
    page = Page(80, False, [])
    page.table([["茶叶店", "1"], ["shop", "22"]], head=("name", "n"), right=[1])
    assert page.lines == ["  name     n", "  茶叶店   1", "  shop    22"]
    assert {cells(line) for line in page.lines} == {12}


def test_a_cut_text_says_so_and_fits():
    assert cut("abcdef", 6) == "abcdef"
    assert cut("abcdefg", 6) == "abc..."
    assert cells(cut("茶茶茶茶", 6)) <= 6


def test_pad_counts_cells():
    assert pad("茶", 4) == "茶  "
    assert pad("茶", 4, right=True) == "  茶"


def test_long_words_break_where_a_reader_expects_it():
    assert wrap("see https://example.com/a/long/path/to/page", 24) == [
        "see", "https://example.com/a/", "long/path/to/page",
    ]  # fmt: skip


def test_chinese_breaks_anywhere_and_english_at_blanks():
    assert wrap("模型不接受温度参数", 8) == ["模型不接", "受温度参", "数"]
    assert wrap("one two three", 8) == ["one two", "three"]


@settings(max_examples=200)
@given(TEXT, st.integers(8, 60))
def test_wrapped_lines_fit_and_lose_nothing(text, width):
    lines = wrap(text, width)
    assert all(cells(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@settings(max_examples=100)
@given(st.lists(st.tuples(TEXT, TEXT, TEXT), min_size=1, max_size=5), st.integers(60, 120))
def test_tables_fit_the_page(rows, width):
    page = Page(width, False, [])
    page.table(rows, head=("one", "two", "three"))
    assert all(cells(line) <= width for line in page.lines)


def test_cleaned_text_is_one_printable_line_without_secrets():
    hostile = "a\x1b[31m\r\nb\u202e\tc sk-abcdefghijklmnop1234567890"
    text = clean(hostile)
    assert text.isprintable()
    assert "1234567890" not in text


def test_colour_is_written_only_when_asked_for():
    assert Page(80, False, []).paint("x", "red", "bold") == "x"
    assert Page(80, True, []).paint("x", "red", "bold") == "\x1b[31;1mx\x1b[0m"
