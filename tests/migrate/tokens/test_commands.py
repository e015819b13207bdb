"""`migrate tokens` as a user runs it: counts with their labels, a calibration that later commands read, recounts."""

import json
import random
import sys

import pytest

from providers import catalog, tokens
from providers.tokens import local

VARIABLES = ("MOONSHOT_API_KEY", "MOONSHOTAI_API_KEY", "KIMI_API_KEY", "QIANFAN_AK", "QIANFAN_SK")


@pytest.fixture
def run(tmp_path, monkeypatch, capfd):
    """The command line in an empty folder: code, stdout, stderr."""
    from migrate.__main__ import main

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "160")
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)

    def command(*arguments):
        monkeypatch.setattr(sys, "argv", ["migrate", "tokens", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        sys.stdout.flush()
        out, err = capfd.readouterr()
        return ended.value.code, out, err

    yield command
    local.use(local.Local())
    catalog.use_overrides(None)


def charged_log(path, rows=40, model="ernie-5.1", bad=()):
    """Requests charged 1.3 tokens for each that is estimated, and 7 for each message."""
    dice = random.Random(4)
    vendor = catalog.load("baidu")
    words = ["今天有什么茶？", "请来一壶龙井，谢谢。", "One pot of Longjing, please.", "明天送到吗？"]
    lines = []
    for n in range(rows):
        text = " ".join(dice.choices(words, k=dice.randint(3, 30)))
        tokens_charged = round(1.3 * tokens.count_text(text, vendor, model).value + 7) * (5 if n in bad else 1)
        lines.append(json.dumps({"model": model, "messages": [{"role": "user", "content": text}], "usage": {"prompt_tokens": tokens_charged}}))
    path.write_text("\n".join(lines) + "\n")
    return path


def test_a_text_is_counted_with_labels(run):
    code, out, err = run("count", "今天有什么茶？", "--providers", "openai:gpt-4o,zhipu:glm-5.3", "--providers", "baidu:ernie-5.1")
    assert (code, err) == (0, "")
    rows = [line.split() for line in out.splitlines() if line.startswith("  ") and line.split()[0] in ("openai", "zhipu", "baidu")]
    assert [row[:5] for row in rows[:2]] == [["openai", "gpt-4o", "4", "exact", "(text)"], ["zhipu", "glm-5.3", "4", "exact", "(text)"]]
    assert "estimated ±15 % on totals, ±32 % on a single request" in out


def test_a_request_body_is_counted_whole_from_a_file(run, tmp_path):
    body = {"model": "x", "messages": [{"role": "user", "content": "今天有什么茶？"}]}
    (tmp_path / "request.json").write_text(json.dumps(body))
    code, out, _ = run("count", "request.json", "--providers", "zhipu:glm-5.3", "--format", "json")
    row = json.loads(out)["tables"][0]["rows"][0]
    assert code == 0
    assert row["tokens"]["text"] == str(4 + 12)
    assert row["how sure"]["text"] == "template-derived"
    assert "exact" not in row["how sure"]["text"]


def test_without_providers_nine_are_shown(run):
    _, out, _ = run("count", "tea", "--format", "json")
    assert [row["vendor"]["text"] for row in json.loads(out)["tables"][0]["rows"]] == [
        "openai", "zhipu", "moonshot", "baichuan", "minimax", "alibaba", "deepseek", "bytedance", "baidu",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("count", "tea", "--providers", "zipu"), "did you mean"),
        (("count", "."), "a folder"),
        (("count", "bad.bin"), "not UTF-8 text (byte 1)"),
        (("count", "tea", "--providers", "baichuan:Baichuan4", "--baichuan", "none.model"), "none.model: No such file"),
        (("count", "tea", "--providers", "baidu:ernie-5.1", "--calibration", "none.json"), "none.json: No such file"),
        (("calibrate", "none.jsonl", "--provider", "baidu"), "no such file or folder"),
        (("recount", "none.jsonl", "--to", "zhipu"), "no such file or folder"),
        (("recount", "bad.bin", "--to", "zhipu", "--executor", "ray://x"), "unknown; one of process"),
    ],
)
def test_what_cannot_be_done_is_one_line(run, tmp_path, arguments, message):
    (tmp_path / "bad.bin").write_bytes(b"a\xff\xfe")
    code, out, err = run(*arguments)
    assert code == 2
    assert message in err
    assert len(err.splitlines()) == 1
    assert out == ""


def test_online_is_asked_only_when_said_and_a_failure_is_told(run, monkeypatch):
    asked = []
    monkeypatch.setattr("providers.tokens.online._post", lambda url, *_: asked.append(url) or {"data": {"total_tokens": 321}})
    monkeypatch.setenv("MOONSHOT_API_KEY", "test-key-0123456789")
    run("count", "tea", "--providers", "moonshot:kimi-k3")
    assert asked == []
    _, out, _ = run("count", "tea", "--providers", "moonshot:kimi-k3,baidu:ernie-5.1", "--exact-online")
    assert asked == ["https://api.moonshot.cn/v1/tokenizers/estimate-token-count"]
    assert "321  api" in out
    assert "not asked online, counted offline: no keys for Baidu" in out
    assert "test-key" not in out


def test_a_calibration_is_said_kept_and_read_by_later_commands(run, tmp_path):
    charged_log(tmp_path / "log.jsonl", bad=(3, 17))
    code, out, _ = run("calibrate", "log.jsonl", "--provider", "baidu", "-o", "own.json")
    assert code == 0
    assert "tokens = 1.30" in out
    assert "from 38 requests" in out
    assert "2 outliers set aside: log.jsonl:4, log.jsonl:18" in out
    assert "uncalibrated it was: totals ±15 %" in out
    assert 'write `calibration = "own.json"` under [tool.migrate.tokens]' in out
    (tmp_path / "pyproject.toml").write_text('[tool.migrate.tokens]\ncalibration = "own.json"\n')
    code, out, err = run("count", "今天有什么茶？" * 20, "--providers", "baidu:ernie-5.1", "--format", "json")
    assert (code, err) == (0, "")
    row = json.loads(out)["tables"][0]["rows"][0]
    estimated = round(sum(tokens.count_text("今天有什么茶？" * 20, catalog.load(v), m).value for v, m in [("baidu", "ernie-5.1")]))
    assert int(row["tokens"]["text"]) == estimated  # the configuration of the folder is still in use
    assert "calibrated on 38 of your own requests" in row["rests on"]["text"]
    assert "±15 %" not in row["how sure"]["text"]


def test_calibrating_again_measures_the_text_uncalibrated_and_replaces(run, tmp_path):
    charged_log(tmp_path / "log.jsonl")
    (tmp_path / "migrate.toml").write_text('[tokens]\ncalibration = "own.json"\n')
    for _ in range(2):
        code, out, _ = run("calibrate", "log.jsonl", "--provider", "baidu", "--model", "ernie-*")
        assert code == 0
        assert "tokens = 1.30" in out
        assert "[tool.migrate.tokens]" not in out  # it is configured already
    assert len(json.loads((tmp_path / "own.json").read_text())["calibrations"]) == 1


def test_too_few_requests_write_nothing(run, tmp_path):
    charged_log(tmp_path / "log.jsonl", rows=19)
    code, _, err = run("calibrate", "log.jsonl", "--provider", "baidu")
    assert code == 2
    assert "19 usable requests; a calibration needs at least 20" in err
    assert [p.name for p in tmp_path.iterdir()] == ["log.jsonl"]


def test_models_of_different_tokenizers_are_not_mixed(run, tmp_path):
    charged_log(tmp_path / "a.jsonl", rows=3, model="doubao-seed-1.6")
    charged_log(tmp_path / "b.jsonl", rows=3, model="deepseek-v3.2")
    code, _, err = run("calibrate", "*.jsonl", "--provider", "bytedance")
    assert code == 2
    assert "choose one with --model" in err


def test_a_log_is_recounted_for_targets(run, tmp_path):
    charged_log(tmp_path / "log.jsonl")
    code, out, _ = run("recount", "log.jsonl", "--to", "zhipu:glm-5.3", "--sample", "10")
    assert code == 0
    assert "a sample of 10 requests a model (seed 0); 40 rows, 40 with text and charged tokens" in out
    assert "10 of 40" in out
    code, out, _ = run("recount", "log.jsonl", "--to", "zhipu:glm-5.3", "--exact", "--executor", "serial")
    assert "every request counted" in out
    assert "counted by splintr" in out


def test_a_log_without_texts_is_one_line(run, tmp_path):
    (tmp_path / "usage.jsonl").write_text('{"model": "m", "usage": {"prompt_tokens": 5}}\n' * 3)
    code, _, err = run("recount", "usage.jsonl", "--to", "zhipu")
    assert code == 2
    assert "no request with both its text and its charged tokens in 3 rows" in err


def test_a_plan_counts_with_the_calibration_its_folder_names_and_parses_no_model_from_it(tmp_path):
    from datetime import date

    from migrate.plan import build

    (tmp_path / "migrate.toml").write_text('to = "baidu"\n[tokens]\ncalibration = "own.json"\nbaichuan = "x.model"\n')
    build.settings(tmp_path, to=None, on=date(2026, 11, 23))
    assert local.current() == local.Local(calibration=str(tmp_path / "own.json"))
    (tmp_path / "migrate.toml").write_text('to = "baidu"\n')
    build.settings(tmp_path, to=None, on=date(2026, 11, 23))
    assert local.current() == local.Local()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[tokens]\nbaichuan = "../x.model"\n', "`baichuan` points outside the folder"),
        ("[tokens]\nbaichuan = 3\n", "`tokens` must be a table of paths"),
        ('[tokens]\nbaichuen = "x"\n', "known: baichuan, calibration"),
        ('tokens = "x"\n', "`tokens` must be a table of paths"),
    ],
)
def test_a_wrong_configuration_is_one_line(run, tmp_path, text, message):
    (tmp_path / "migrate.toml").write_text(text)
    code, _, err = run("count", "tea")
    assert code == 2
    assert message in err
