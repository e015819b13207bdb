"""Pages about vendors: every cell true to the catalogue and traceable, readable at 100 columns."""

import json
from datetime import date
from decimal import Decimal

import pytest

from migrate.errors import UsageError
from migrate.report.layout import cells
from migrate.vendors import page, pages
from providers import catalog

ON = date(2026, 11, 23)


def text(made, *, why=False, width=100):
    return page.text(made, width=width, color=False, why=why)


@pytest.mark.parametrize("vendor", catalog.ids())
def test_every_vendor_has_a_sheet_that_fits_the_width(vendor):
    shown = text(pages.sheet(catalog.load(vendor), ON))
    assert max(map(cells, shown.splitlines())) <= 100
    for title in ("Addresses", "Environment variables", "Endpoints", "Request parameters", "Models of"):
        assert title in shown


def test_compare_is_readable_at_100_columns_and_every_cell_can_be_traced():
    made = pages.compare(catalog.load("openai"), catalog.load("zhipu"), ON)
    shown = text(made)
    assert max(map(cells, shown.splitlines())) <= 100
    (row,) = [line for line in shown.splitlines() if line.strip().startswith("tool_choice_required")]
    assert row.split()[1:] == ["accepted", "refused"]
    traced = text(made, why=True)
    assert "zhipu.dialect.temperature: zai-openapi:ChatCompletionTextRequest" in traced
    assert "as of 2026-08-22" in traced
    for table in made.tables:
        for row in table.rows:
            for entry in row[1:]:
                assert entry.why or entry.text in ("-", "unknown", "not established"), (table.title, row[0].text)


def test_diff_leaves_out_what_is_the_same():
    left, right = catalog.load("openai"), catalog.load("zhipu")
    whole, different = pages.compare(left, right, ON), pages.compare(left, right, ON, differing=True)
    names = {row[0].text for table in different.tables[:3] for row in table.rows}
    assert "stream" not in names
    assert "temperature" in names
    assert sum(len(t.rows) for t in different.tables) < sum(len(t.rows) for t in whole.tables)


def test_comparing_two_models_uses_their_own_rules_and_prices():
    made = pages.compare(
        catalog.load("moonshot"), catalog.load("zhipu"), ON, models=("kimi-k3", "glm-4.7")
    )
    shown = text(made)
    assert "moonshot kimi-k3" in shown
    assert "zhipu glm-4.7" in shown
    prices = next(t for t in made.tables if t.title.startswith("Prices"))
    cn = [row[1].text for row in prices.rows if "(cn)" in row[1].text]
    assert cn
    assert cn[0].startswith("glm-4.7 (cn): in 0-32k, out 0-200: 2 / 8")


def test_models_are_filtered_and_unknown_does_not_pass():
    zhipu = catalog.load("zhipu")
    made = pages.models([zhipu], pages.Filter(("vision", "tools"), 100_000, Decimal(1), "chat"), ON)
    names = {row[0].text for row in made.tables[0].rows}
    assert "glm-5.3-flash" in names  # 0.8 CNY, vision, 1M window
    assert "glm-5.3" not in names  # no vision, 8 CNY
    for name in names:
        model = zhipu.model(name)
        assert model.capabilities.vision
        assert model.capabilities.tools
        assert model.context_window >= 100_000


def test_dead_models_need_all():
    openai = catalog.load("openai")
    alive = {row[0].text for row in pages.models([openai], pages.Filter(), ON).tables[0].rows}
    everything = {row[0].text for row in pages.models([openai], pages.Filter(all=True), ON).tables[0].rows}
    assert alive < everything
    assert everything == set(openai.models)


def test_an_unknown_capability_is_refused():
    with pytest.raises(UsageError, match="--capability speed"):
        pages.models([catalog.load("zhipu")], pages.Filter(("speed",)), ON)


def test_prices_follow_the_date():
    zhipu = catalog.load("zhipu")
    wanted = pages.Filter()

    def rate(on):
        table = pages.models([zhipu], wanted, on).tables[0]
        rows, at = table.rows, table.columns.index("in")
        return next(row[at].text for row in rows if row[0].text == "glm-5.3-flash")

    assert (rate(date(2026, 9, 1)), rate(date(2026, 10, 1))) == ("0.4", "0.8")


def test_json_has_the_evidence_of_every_cell():
    made = json.loads(page.json(pages.sheet(catalog.load("zhipu"), ON)))
    (table,) = [t for t in made["tables"] if t["title"] == "Request parameters"]
    (row,) = [r for r in table["rows"] if r["parameter"]["text"] == "temperature"]
    assert row["what happens"]["why"][0]["as_of"] == "2026-08-22"


def test_markdown_escapes_what_a_table_would_break_on():
    made = page.Page("a|b", (page.Table("t", ("c",), ((page.cell("x | <b> `y`\x1b[31m"),),)),))
    shown = page.markdown(made, why=False)
    assert "x \\| &lt;b> \\`y\\`" in shown
    assert "\x1b" not in shown
