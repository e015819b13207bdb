"""The report for a pull request. `golden.md` is what `migrate show plan.json --format markdown` prints."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from migrate import report
from migrate.model import Applicability, Finding, Proof, Severity, Skipped
from migrate.plan import store
from migrate.report import md

HERE = Path(__file__).parent
OURS = {"<details>", "</details>", "<summary>", "</summary>", "<code>", "</code>", md.MARKER}
EVIL = (
    "x\x1b[2J\u202e</code></summary></details><script>alert(1)</script><!-- --> | a | ``` [l](http://e.example) "
    "![i](//e.example/p.png) **b** _u_ @octocat #1 www.e.example https://e.example \\| &lt;b&gt; ~~s~~ $m$"
)


def render():
    return MarkdownIt("commonmark").enable(["table", "strikethrough"])


def tokens(text):
    for token in render().parse(text):
        yield token
        yield from token.children or ()


def html(text):
    """The raw HTML of a text, piece by piece."""
    raw = [t.content for t in tokens(text) if t.type in ("html_inline", "html_block")]
    return [tag for piece in raw for tag in re.findall(r"<!--.*?-->|</?[^<>]*>", piece)]


def test_golden():
    assert report.markdown(store.load(HERE / "plan.json")) == (HERE / "golden.md").read_text()


def test_the_marker_comes_first_so_that_the_comment_can_be_found_again(make_plan):
    assert report.markdown(make_plan()).startswith("<!-- llm-migrate:plan -->\n## Migration plan")


@given(st.text(max_size=80) | st.text(alphabet="`|<>*_[]()#+-.!&@$~:/\\ \n1w", max_size=40))
@settings(max_examples=300, deadline=None)
def test_escaped_text_is_text_and_nothing_else(text):
    escaped = md.escape(text)
    assert "\n" not in escaped
    for place in (f"- {escaped}", f"| a | b |\n| --- | --- |\n| {escaped} | end |"):
        kinds = {token.type for token in tokens(place)}
        expected = {"bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"} | {
            f"{part}_{end}" for part in ("table", "thead", "tbody", "tr", "th", "td") for end in ("open", "close")
        }
        assert kinds - expected <= {"paragraph_open", "paragraph_close", "inline", "text", "text_special"}
    assert "://" not in escaped
    shown = "".join(t.content for t in tokens(f"x {escaped}") if t.type.startswith("text"))
    assert not re.search("[@#](?!\u200b)", shown)


@given(st.text(alphabet="`|<>*_[]()#+-.!&@$~:/\\ ab\n", max_size=60))
@settings(max_examples=200, deadline=None)
def test_a_reader_sees_the_text_as_it_is(text):
    shown = "".join(t.content for t in tokens(f"x {md.escape(text)} x") if t.type.startswith("text"))
    plain = re.sub(r"\u200b", "", shown)
    assert plain.split() == f"x {md.clean(text)} x".split()


@given(st.text(alphabet="`|<>*_[]()#+-.!&@$~:/\\ ab", max_size=60))
@settings(max_examples=200, deadline=None)
def test_code_stays_code(text):
    shown = md.code(text)
    assert html(f"- {shown}") == ["<code>", "</code>"]
    kinds = {token.type for token in tokens(shown)}
    assert kinds <= {"paragraph_open", "paragraph_close", "inline", "text", "text_special", "html_inline"}


def test_hostile_text_in_every_field_changes_nothing_of_the_page(make_plan, made):
    proof = Proof(EVIL, EVIL, (EVIL,), EVIL, None, (EVIL,))
    found = tuple(
        Finding(EVIL, made.site(path=EVIL, line=n), severity, applicability, EVIL, (), (proof,), EVIL, EVIL, EVIL)
        for n, (severity, applicability) in enumerate((s, a) for s in Severity for a in Applicability)
    )
    plan = make_plan(
        found, mapping={EVIL: EVIL}, skipped=(Skipped(EVIL, EVIL, EVIL),), root=EVIL, source=EVIL, target=EVIL,
        catalog={"a": EVIL}, options={"platform": EVIL}, created=EVIL, tool_version=EVIL, id=EVIL,
    )  # fmt: skip
    text = report.markdown(plan, diff={EVIL: "--- a\n+++ b\n+```\n+</details><script>\n ````\n"})
    assert set(html(text)) <= OURS
    kinds = [token.type for token in tokens(text)]
    assert "link_open" not in kinds
    assert "image" not in kinds
    assert kinds.count("fence") == 1
    assert html(text).count("<details>") == html(text).count("</details>")
    outside_fence = re.sub(r"`{5}diff.*?`{5}", "", text, flags=re.DOTALL)
    assert all(line.isprintable() for line in outside_fence.split("\n"))
    for table in re.findall(r"(?:^\|.*\n)+", outside_fence, flags=re.MULTILINE):
        assert len({row.count("|") for row in table.splitlines()}) == 1


@pytest.mark.parametrize("limit", [1_500, 4_000, 60_000])
def test_the_size_limit_holds_and_what_is_left_out_is_counted(make_plan, made, limit):
    many = tuple(
        Finding("seed", made.site(path=f"f{n}.py"), Severity.INFO, Applicability.MANUAL, f"message {n} " + "x" * 80)
        for n in range(1000)
    )
    text = report.markdown(make_plan(many), limit=limit)
    assert len(text) <= limit
    left_out = int(re.search(r"_(\d+) sections or entries left out", text)[1])
    assert left_out > 0
    assert html(text).count("<details>") == html(text).count("</details>")
    shown = text.count("message ")
    assert shown + left_out >= 1000


def test_nothing_is_left_out_of_a_small_plan(make_plan):
    text = report.markdown(make_plan())
    assert "left out" not in text
    for heading in ("Models", "Blockers (3)", "Cost per month", "Free tokens", "Effort", "Schedule", "Region CN"):
        assert f"### {heading}" in text


def test_a_diff_stands_in_a_fence_that_its_content_cannot_close(make_plan):
    text = report.markdown(make_plan(), diff={"a.md": "--- a\n+++ b\n ```\n+````\n"})
    fence = next(token for token in tokens(text) if token.type == "fence")
    assert fence.info == "diff"
    assert fence.content == "--- a\n+++ b\n ```\n+````\n"
