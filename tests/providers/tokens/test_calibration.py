"""A calibration is fitted to the user's own requests; its bounds are of requests it did not see."""

import json
import random

import pytest

from providers import catalog, tokens
from providers.errors import CatalogError
from providers.tokens import calibration, count, local
from providers.tokens.calibration import CalibrationError, Pair

BASE = ("glm", "qwen", "deepseek", "kimi", "minimax")


@pytest.fixture(autouse=True)
def nothing_local():
    yield
    local.use(local.Local())


def pairs(number, *, slope=1.2, overhead=9.0, noise=0.02, seed=1, bad=()):
    dice = random.Random(seed)
    made = []
    for n in range(number):
        text, messages = dice.uniform(50, 3000), dice.randint(1, 9)
        charged = (slope * text + overhead * messages) * dice.gauss(1, noise)
        if n in bad:
            charged *= 4
        made.append(Pair(text, messages, max(1, round(charged)), f"log.jsonl:{n + 1}"))
    return made


def fit(rows, **more):
    return calibration.fit(rows, "baidu", None, made="2026-11-23", base=BASE, **more)


def test_the_line_is_found():
    found = fit(pairs(200))
    assert found.slope == pytest.approx(1.2, rel=0.01)
    assert found.per_message == pytest.approx(9, abs=3)
    assert found.pairs == 200
    assert found.outliers == ()


@pytest.mark.parametrize("noise", [0.01, 0.08])
def test_the_bounds_hold_for_requests_of_tomorrow(noise):
    inside = totals = 0
    for seed in range(8):
        found = fit(pairs(40, noise=noise, seed=seed))
        fresh = pairs(100, noise=noise, seed=1000 + seed)
        misses = [abs(found.tokens(p.text, p.messages) - p.charged) / p.charged for p in fresh]
        inside += sum(miss <= found.request_bound for miss in misses)
        charged = sum(p.charged for p in fresh)
        totals += abs(sum(found.tokens(p.text, p.messages) for p in fresh) - charged) / charged <= found.total_bound
    assert inside >= 0.92 * 800  # 95 % is promised; eight draws of 100
    assert totals >= 7


def test_outliers_are_set_aside_named_and_the_bound_with_them_is_told():
    clean, dirty = fit(pairs(60)), fit(pairs(60, bad=(7, 31)))
    assert dirty.outliers == ("log.jsonl:8", "log.jsonl:32")
    assert dirty.slope == pytest.approx(clean.slope, rel=0.01)
    assert dirty.pairs == 58
    assert dirty.bound_with_outliers >= dirty.request_bound


@pytest.mark.parametrize("number", [0, 1, 19])
def test_fewer_than_twenty_are_refused(number):
    with pytest.raises(CalibrationError, match=f"{number} usable requests; a calibration needs at least 20"):
        fit(pairs(number))


def test_twenty_suffice_and_unusable_rows_are_no_pairs():
    assert fit(pairs(20)).pairs == 20
    with pytest.raises(CalibrationError, match="19 usable"):
        fit([*pairs(19), Pair(0, 1, 10), Pair(100, 1, 0)])


def test_requests_of_two_models_are_refused():
    with pytest.raises(CalibrationError, match=r"off any line .* --model"):
        fit([*pairs(30), *pairs(20, slope=4.8, seed=5)])


def test_charges_that_do_not_follow_the_text_are_refused():
    dice = random.Random(3)
    with pytest.raises(CalibrationError, match="do not follow the text"):
        fit([Pair(dice.uniform(10, 5000), 1, dice.randint(1, 5000)) for _ in range(60)])


def test_texts_all_alike_give_a_slope_alone():
    found = fit([Pair(100, 1, 130, str(n)) for n in range(25)])
    assert found.tokens(100, 1) == pytest.approx(130, rel=0.01)


def test_a_stored_calibration_is_used_for_texts_and_requests(tmp_path):
    file = tmp_path / "migrate-tokens.json"
    entry = fit(pairs(40))
    file.write_text(calibration.store(file, entry), encoding="utf-8")
    vendor = catalog.load("baidu")
    text = "今天有什么茶？" * 20
    before = tokens.count_text(text, vendor, "ernie-5.1")
    local.use(local.Local(calibration=str(file)))
    after = tokens.count_text(text, vendor, "ernie-5.1")
    assert after.value == pytest.approx(before.value * entry.slope, abs=1)
    assert after.bound == entry.total_bound
    assert "calibrated on 40 of your own requests on 2026-11-23" in after.note
    whole = tokens.count_messages([{"role": "user", "content": text}], vendor, "ernie-5.1")
    assert whole.value == pytest.approx(after.value + entry.per_message, abs=1)
    assert whole.bounds == f"estimated ±{count.percent(entry.total_bound)} % on totals, ±{count.percent(entry.request_bound)} % on a single request"


def test_another_vendor_is_not_touched_by_it(tmp_path):
    file = tmp_path / "c.json"
    file.write_text(calibration.store(file, fit(pairs(40))), encoding="utf-8")
    local.use(local.Local(calibration=str(file)))
    assert tokens.count_text("茶" * 30, catalog.load("tencent"), "hunyuan-turbos").bound == 0.15
    assert tokens.count_text("茶" * 30, catalog.load("zhipu"), "glm-5").method == "exact"


def test_storing_replaces_the_entry_of_the_same_model_and_keeps_the_others(tmp_path):
    file = tmp_path / "c.json"
    for rows, model in [(pairs(20), None), (pairs(30), "ernie-5.1"), (pairs(40), None)]:
        entry = calibration.fit(rows, "baidu", model, made="2026-11-23", base=BASE)
        file.write_text(calibration.store(file, entry), encoding="utf-8")
    assert calibration.find(str(file), "baidu", "ernie-4.5").pairs == 40
    assert calibration.find(str(file), "baidu", "ernie-5.1").pairs == 30
    assert calibration.find(str(file), "bytedance", "x") is None


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", '{"schema": 1}', '{"schema": 1, "calibrations": [{}]}', '{"schema": 1, "calibrations": [{"extra": 1}]}'],
)
def test_a_damaged_file_is_one_clear_line(tmp_path, content):
    file = tmp_path / "c.json"
    file.write_text(content)
    with pytest.raises(CatalogError, match=r"c\.json: not a calibration file"):
        calibration.find(str(file), "baidu", "ernie-5.1")


@pytest.mark.parametrize(("key", "value"), [("slope", 0), ("slope", float("nan")), ("total_bound", -1), ("provider", 3)])
def test_a_figure_that_is_none_is_refused(tmp_path, key, value):
    file = tmp_path / "c.json"
    content = json.loads(calibration.store(file, fit(pairs(20))))
    content["calibrations"][0][key] = value
    file.write_text(json.dumps(content))
    with pytest.raises(CatalogError, match="not a calibration file"):
        calibration.find(str(file), "baidu", "ernie-5.1")


def test_a_missing_file_and_other_vocabularies_are_errors_not_other_counts(tmp_path):
    vendor = catalog.load("baidu")
    local.use(local.Local(calibration=str(tmp_path / "none.json")))
    with pytest.raises(CalibrationError, match="migrate tokens calibrate"):
        tokens.count_text("tea", vendor, "ernie-5.1")
    file = tmp_path / "c.json"
    entry = calibration.fit(pairs(20), "baidu", None, made="2026-11-23", base=("glm",))
    file.write_text(calibration.store(file, entry), encoding="utf-8")
    local.use(local.Local(calibration=str(file)))
    with pytest.raises(CalibrationError, match="other vocabularies"):
        tokens.count_text("tea", vendor, "ernie-5.1")
