"""Edits: made from a source, checked against each other, carried out byte by byte, shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrate import edit
from migrate.edit import ConflictError, EditError, StaleEditError
from migrate.model import Edit, Span, digest
from migrate.source import SourceFile


def source(data: bytes, *, encoding: str = "utf-8", newline: str = "\n", path: str = "app.py") -> SourceFile:
    return SourceFile(path, data, encoding, data.startswith(b"\xef\xbb\xbf"), newline)


def replace(data: bytes, start: int, end: int, after: str) -> Edit:
    return Edit("app.py", Span(start, end), "", digest(data[start:end]), after)


# --- make ----------------------------------------------------------------------------------------


def test_make_knows_the_bytes_it_replaces() -> None:
    made = edit.make(source(b"x = 1\n"), Span(4, 5), "2")
    assert made == Edit("app.py", Span(4, 5), "1", digest(b"1"), "2")


@pytest.mark.parametrize("written", ["a\nb\n", "a\r\nb\r\n", "a\r\nb\n"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_make_writes_the_line_ends_of_the_file(written: str, newline: str) -> None:
    made = edit.make(source(b"", newline=newline), Span(0, 0), written)
    assert made.after == f"a{newline}b{newline}"


def test_make_shows_no_secret_and_digests_the_real_bytes() -> None:
    data = b'key = "sk-abcdefghijklmnopqrstuvwx1234"\n'
    made = edit.make(source(data), Span(6, len(data) - 1), 'os.environ["K"]')
    assert "abcdefghijklmnop" not in made.before
    assert "***" in made.before
    assert made.before_sha256 == digest(data[6:-1])


@pytest.mark.parametrize("span", [Span(0, 7), Span(7, 7), Span(-1, 2), Span(3, 2)])
def test_make_refuses_a_span_outside_the_file(span: Span) -> None:
    with pytest.raises(EditError, match=r"app\.py: edit of bytes .* outside the file's 6 bytes"):
        edit.make(source(b"x = 1\n"), span, "2")


@pytest.mark.parametrize(
    ("encoding", "span"),
    [("utf-8", Span(1, 3)), ("utf-8", Span(0, 1)), ("utf-8", Span(2, 2)), ("gbk", Span(1, 2)), ("gbk", Span(1, 3))],
)
def test_make_refuses_to_cut_a_character(encoding: str, span: Span) -> None:
    data = "你好".encode(encoding)
    with pytest.raises(EditError, match=rf"app\.py: edit of bytes .* cuts a {encoding} character"):
        edit.make(source(data, encoding=encoding), span, "x")


def test_make_refuses_text_the_encoding_cannot_write() -> None:
    with pytest.raises(EditError, match=r"app\.py: the file's encoding iso8859-1 cannot write '注'"):
        edit.make(source(b"x", encoding="latin-1"), Span(0, 0), "# 注")


def test_make_names_an_unknown_encoding() -> None:
    with pytest.raises(EditError, match="unknown encoding 'klingon'"):
        edit.make(source(b"x", encoding="klingon"), Span(0, 0), "y")


def test_a_byte_order_mark_stays_single() -> None:
    data = b"\xef\xbb\xbfx = 1\n"
    made = edit.make(source(data, encoding="utf-8-sig"), Span(7, 8), "二")
    assert edit.apply_edits(data, [made], "utf-8-sig") == "\ufeffx = 二\n".encode()


def test_gbk_stays_gbk() -> None:
    data = '# 提示词\nx = "你好"\n'.encode("gbk")
    start = data.index("你".encode("gbk"))
    made = edit.make(source(data, encoding="gbk"), Span(start, start + 4), "再见")
    assert made.before == "你好"
    assert edit.apply_edits(data, [made], "gbk") == '# 提示词\nx = "再见"\n'.encode("gbk")


# --- apply_edits and conflicts -------------------------------------------------------------------


def test_no_edits_change_nothing() -> None:
    assert edit.apply_edits(b"a\r\nb\x0c", [], "utf-8") == b"a\r\nb\x0c"


def test_two_edits_on_a_line() -> None:
    data = b"f(a, b)"
    assert edit.apply_edits(data, [replace(data, 5, 6, "yy"), replace(data, 2, 3, "x")], "utf-8") == b"f(x, yy)"


def test_adjacent_edits_are_fine() -> None:
    data = b"abcd"
    pair = [replace(data, 0, 2, "X"), replace(data, 2, 4, "Y")]
    assert edit.conflicts(pair) == ()
    assert edit.apply_edits(data, pair, "utf-8") == b"XY"


def test_insertions_at_the_edges_of_a_replacement() -> None:
    data = b"abcd"
    three = [replace(data, 3, 3, ">"), replace(data, 1, 3, "-"), replace(data, 1, 1, "<")]
    assert edit.conflicts(three) == ()
    assert edit.apply_edits(data, three, "utf-8") == b"a<->d"


def test_insertions_at_one_point_are_ordered_by_their_text() -> None:
    data = b"()"
    pair = [replace(data, 1, 1, "b=2, "), replace(data, 1, 1, "a=1, ")]
    assert edit.apply_edits(data, pair, "utf-8") == edit.apply_edits(data, pair[::-1], "utf-8") == b"(a=1, b=2, )"


@pytest.mark.parametrize("span", [Span(0, 0), Span(1, 3)])
def test_identical_edits_are_one_edit(span: Span) -> None:
    data = b"abcd"
    same = replace(data, span.start, span.end, "new")
    assert edit.conflicts([same, same]) == ()
    assert edit.apply_edits(data, [same, same], "utf-8").count(b"new") == 1


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ((0, 3, "x"), (2, 4, "y"), "they overlap"),
        ((0, 4, "x"), (1, 2, "y"), "they overlap"),
        ((0, 4, "x"), (2, 2, "y"), "they overlap"),
        ((1, 3, "x"), (1, 3, "y"), "the same bytes are replaced by different text"),
        ((1, 3, ""), (1, 3, "y"), "the same bytes are replaced by different text"),
        ((1, 3, "x"), (1, 2, "x"), "they overlap"),
    ],
)
def test_edits_that_want_the_same_bytes_conflict(
    first: tuple[int, int, str], second: tuple[int, int, str], reason: str
) -> None:
    data = b"abcd"
    pair = [replace(data, *first), replace(data, *second)]
    for edits in (pair, pair[::-1]):
        assert [conflict.reason for conflict in edit.conflicts(edits)] == [reason]
        with pytest.raises(ConflictError, match=reason):
            edit.apply_edits(data, edits, "utf-8")


def test_edits_of_different_files_never_conflict() -> None:
    one = Edit("a.py", Span(0, 2), "", digest(b"ab"), "x")
    two = Edit("b.py", Span(0, 2), "", digest(b"cd"), "y")
    assert edit.conflicts([one, two]) == ()


def test_a_conflict_far_behind_a_long_edit_is_found() -> None:
    data = b"abcdefgh"
    edits = [replace(data, 0, 8, "x"), replace(data, 1, 2, "y"), replace(data, 6, 7, "z")]
    assert len(edit.conflicts(edits)) == 2


def test_stale_bytes_are_refused() -> None:
    made = replace(b"abcd", 1, 3, "x")
    with pytest.raises(StaleEditError, match=r"app\.py: bytes 1-3 are not what the edit was made for"):
        edit.apply_edits(b"aXcd", [made], "utf-8")
    with pytest.raises(StaleEditError):
        edit.apply_edits(b"a", [made], "utf-8")


def test_a_planned_text_the_encoding_cannot_write_is_refused() -> None:
    with pytest.raises(EditError, match="the file's encoding ascii cannot write the edit at byte 0"):
        edit.apply_edits(b"abcd", [replace(b"abcd", 0, 0, "é")], "ascii")


# --- properties ----------------------------------------------------------------------------------

PIECES = st.lists(
    st.sampled_from(["", "x", "é", "你好", "\n", "\r\n", "\t", "\x0c", '"', "# note\n", "  "]), max_size=12
).map("".join)


@st.composite
def edited(draw: st.DrawFn, encoding: str = "utf-8") -> tuple[bytes, list[Edit]]:
    """A text of kept and replaced pieces, and the edits that replace the latter; never in conflict."""
    data = b""
    edits = []
    for kept, old, new in draw(st.lists(st.tuples(PIECES, PIECES, PIECES), max_size=6)):
        data += kept.encode(encoding)
        if old or (kept and new):  # two insertions at one point have no single expected outcome
            edits.append((len(data), old.encode(encoding), new))
        data += old.encode(encoding)
    data += draw(PIECES).encode(encoding)
    made = [Edit("app.py", Span(at, at + len(old)), "", digest(old), new) for at, old, new in edits]
    return data, made


@given(edited(), st.randoms())
def test_bytes_outside_the_edits_stay_and_order_does_not_matter(
    case: tuple[bytes, list[Edit]], random: object
) -> None:
    data, edits = case
    after = edit.apply_edits(data, edits, "utf-8")
    shuffled = list(edits)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert edit.apply_edits(data, shuffled, "utf-8") == after
    kept, position = [], 0
    for e in edits:
        kept.append(data[position : e.span.start])
        position = e.span.end
    kept.append(data[position:])
    at = 0
    for piece, e in zip(kept, [*edits, None], strict=True):
        assert after[at : at + len(piece)] == piece
        at += len(piece)
        if e is not None:
            assert after[at : at + len(e.after.encode())] == e.after.encode()
            at += len(e.after.encode())
    assert at == len(after)


@given(edited("gbk"))
def test_edits_in_gbk(case: tuple[bytes, list[Edit]]) -> None:
    data, edits = case
    after = edit.apply_edits(data, edits, "gbk").decode("gbk")
    assert len(after) == len(data.decode("gbk")) + sum(
        len(e.after) - len(data[e.span.start : e.span.end].decode("gbk")) for e in edits
    )


@given(edited())
def test_applying_again_is_detected(case: tuple[bytes, list[Edit]]) -> None:
    """Whoever holds the digest of the file, as a plan does, sees it; so does every real replacement."""
    data, edits = case
    after = edit.apply_edits(data, edits, "utf-8")
    if after != data:
        assert digest(after) != digest(data)
    moved = [e for e in edits if len(e.span) and digest(after[e.span.start : e.span.end]) != e.before_sha256]
    if moved:
        with pytest.raises(StaleEditError):
            edit.apply_edits(after, edits, "utf-8")


@given(st.binary(max_size=40), st.data())
def test_random_edits_conflict_or_apply(data: bytes, draw: st.DataObject) -> None:
    ends = st.tuples(st.integers(0, len(data)), st.integers(0, len(data))).map(sorted)
    spans = draw.draw(st.lists(st.tuples(ends, st.sampled_from(["", "x", "yy"])), max_size=6))
    edits = [replace(data, start, end, after) for (start, end), after in spans]
    if edit.conflicts(edits):
        with pytest.raises(ConflictError):
            edit.apply_edits(data, edits, "utf-8")
    else:
        after = edit.apply_edits(data, edits, "utf-8")
        assert len(after) == len(data) + sum(len(e.after) - len(e.span) for e in edit.order(edits))


# --- unified -------------------------------------------------------------------------------------


def test_equal_bytes_have_no_diff() -> None:
    assert edit.unified("a.py", b"x\n", b"x\n") == ""


def test_a_diff_as_patch_writes_it() -> None:
    before = b"".join(b"line %d\n" % n for n in range(1, 21))
    after = before.replace(b"line 3\n", b"line three\n").replace(b"line 18\n", b"")
    assert edit.unified("src/a.py", before, after) == (
        "--- a/src/a.py\n+++ b/src/a.py\n"
        "@@ -1,6 +1,6 @@\n line 1\n line 2\n-line 3\n+line three\n line 4\n line 5\n line 6\n"
        "@@ -15,6 +15,5 @@\n line 15\n line 16\n line 17\n-line 18\n line 19\n line 20\n"
    )


def test_a_missing_final_newline_is_told() -> None:
    shown = edit.unified("a", b"x\ny", b"x\nz\n")
    assert shown.endswith(" x\n-y\n\\ No newline at end of file\n+z\n")


def test_a_new_and_an_emptied_file() -> None:
    assert "@@ -0,0 +1 @@\n+x\n" in edit.unified("a", b"", b"x\n")
    assert "@@ -1 +0,0 @@\n-x\n" in edit.unified("a", b"x\n", b"")


def test_crlf_is_not_shown_when_all_lines_have_it() -> None:
    shown = edit.unified("a", b"x\r\ny\r\n", b"x\r\nz\r\n")
    assert shown.endswith(" x\n-y\n+z\n")


def test_line_ends_are_shown_when_they_change() -> None:
    assert edit.unified("a", b"x\r\n", b"x\n").endswith("-x\\r\n+x\n")


def test_a_diff_shows_no_secret_even_one_over_several_lines() -> None:
    key = b"-----BEGIN PRIVATE KEY-----\nMIIabcdef\nghijkl\n-----END PRIVATE KEY-----\n"
    shown = edit.unified("a", b"u = 1\nAPI_KEY=sk-abcdefghijklmnop1234\n" + key, b"u = 2\nAPI_KEY=\n" + key)
    assert "sk-abc" not in shown
    assert "MIIabcdef" not in shown
    assert "ghijkl" not in shown
    assert "+API_KEY=\n" in shown


def test_a_diff_shows_no_control_characters() -> None:
    shown = edit.unified("a\x1b[31m.py", b"x = 1\n", "x = '\x1b[2J\u202e'\n".encode())
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "\\x1b[2J\\u202e" in shown


def test_a_diff_in_another_encoding_and_of_undecodable_bytes() -> None:
    assert "+你好\n" in edit.unified("a", b"\n", "你好\n".encode("gbk"), "gbk")
    assert "+\ufffd\n" in edit.unified("a", b"\n", b"\xff\n")


@given(edited())
def test_a_diff_holds_every_changed_line(case: tuple[bytes, list[Edit]]) -> None:
    data, edits = case
    after = edit.apply_edits(data, edits, "utf-8")
    lines = edit.unified("a", data, after).split("\n")
    removed = sum(line.startswith("-") and not line.startswith("---") for line in lines)
    added = sum(line.startswith("+") and not line.startswith("+++") for line in lines)

    def count(text: bytes) -> int:
        return text.count(b"\n") + (not text.endswith(b"\n") and bool(text))

    assert added - removed == count(after) - count(data)
