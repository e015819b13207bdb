"""Bad input gets one clear line, the right exit code, and nothing is lost."""

import json
import os
import subprocess
import sys

import pytest


def lines(ran):
    return [line for line in ran.err.splitlines() if line.startswith("migrate: error")]


def test_a_missing_path(migrate):
    done = migrate("plan", "no/such/place", "--to", "zhipu")
    assert done.code == 2
    assert len(lines(done)) == 1
    assert "no/such/place" in done.err


def test_an_empty_folder_is_not_reported_as_clean(migrate, tmp_path):
    (tmp_path / "empty").mkdir()
    done = migrate("plan", "empty", "--to", "zhipu")
    assert done.code == 2
    assert "nothing" in done.err
    assert "empty" in done.err


def test_an_unknown_provider_gets_a_suggestion(migrate, teashop):
    done = migrate("plan", "teashop", "--to", "zhippu")
    assert done.code == 2
    assert "zhippu" in done.err
    assert "zhipu" in done.err.replace("zhippu", "")


def test_no_target_is_said_with_the_flag(migrate, teashop):
    done = migrate("plan", "teashop", env={"MIGRATE_TO": ""})
    assert done.code == 2
    assert "--to" in done.err


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.json", b""),
        ("text.json", b"not a plan"),
        ("other.json", b'{"a": 1}'),
        ("list.json", b"[1, 2]"),
        ("binary.json", bytes(range(256))),
        ("cut.json", b'{"schema": 1, "id": "x", '),
    ],
)
@pytest.mark.parametrize("command", ["show", "apply"])
def test_a_corrupt_plan_file(migrate, tmp_path, name, content, command):
    (tmp_path / name).write_bytes(content)
    done = migrate(command, name)
    assert done.code == 2
    assert len(lines(done)) == 1
    assert name in done.err


def test_a_missing_plan_file(migrate):
    done = migrate("apply", "gone.json")
    assert done.code == 2
    assert "gone.json" in done.err


def test_odd_files_are_skipped_with_a_reason_and_the_rest_is_planned(migrate, tmp_path, snapshot):
    app = tmp_path / "app"
    app.mkdir()
    (app / "good.py").write_text("from openai import OpenAI\nclient = OpenAI()\n")
    (app / "binary.py").write_bytes(b"from openai import OpenAI\0\1\2")
    (app / "wide.py").write_bytes("from openai import OpenAI\n".encode("utf-16"))
    (app / "huge.py").write_bytes(b"# openai\n" * 12_000_000)  # 108 MB
    (app / "broken.yaml").write_text("openai:\n  model: [gpt-4o\n key: : :\n")
    (app / "loop").symlink_to(app)
    (app / "outside.py").symlink_to("/etc/hostname")
    os.mkfifo(app / "pipe.py")
    done = migrate("plan", "app", "--to", "zhipu", "--format", "json")
    assert done.code == 0, done.err
    plan = json.loads(done.out)
    reasons = {skip["path"]: skip["reason"] for skip in plan["skipped"]}
    assert {"binary.py", "wide.py", "huge.py", "broken.yaml"} <= set(reasons)
    assert reasons["wide.py"] == "utf16"
    assert reasons["huge.py"] == "too_large"
    assert plan["complete"] is False
    assert {site["path"] for site in plan["sites"]} == {"good.py"}


def test_an_unreadable_file_is_said(migrate, tmp_path):
    app = tmp_path / "app"
    app.mkdir()
    (app / "good.py").write_text("from openai import OpenAI\nclient = OpenAI()\n")
    (app / "locked.py").write_text("import openai\n")
    (app / "locked.py").chmod(0)
    plain = [sys.executable, "-c", "from migrate.__main__ import main; main()"]
    # root reads everything, unless the right to do so is taken away
    drop = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*drop, *plain, "plan", "app", "--to", "zhipu", "--format", "json"],
        capture_output=True, text=True, cwd=tmp_path, check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )  # fmt: skip
    plan = json.loads(done.stdout)
    assert [s["path"] for s in plan["skipped"] if s["reason"] == "unreadable"] == ["locked.py"]


def test_a_stale_file_is_refused_and_the_others_go_on_only_when_asked(migrate, teashop, snapshot):
    assert migrate("plan", "teashop", "--to", "zhipu", "-o", "plan.json").code == 0
    config = teashop / "config.yaml"
    config.write_text(config.read_text() + "# changed\n")
    before = snapshot(teashop)
    refused = migrate("apply", "plan.json")
    assert refused.code == 1
    assert "config.yaml" in refused.out + refused.err
    assert snapshot(teashop) == before
    shown = migrate("show", "plan.json")
    assert shown.code == 0
    assert "config.yaml" in shown.err
    partly = migrate("apply", "plan.json", "--partial")
    assert partly.code == 1, "something was refused"
    after = snapshot(teashop)
    assert after["config.yaml"] == before["config.yaml"]
    assert after["teashop/chat.py"] != before["teashop/chat.py"]


def test_wrong_option_values_are_one_line(migrate, teashop):
    for arguments, word in (
        (["--at", "yesterday"], "--at"),
        (["--model", "gpt-4o"], "--model"),
        (["--fx", "seven"], "--fx"),
        (["--usage", "enormous"], "enormous"),
        (["--platform", "moon"], "moon"),
        (["--region", "China"], "--region"),
        (["--only", "temprature-range"], "temprature-range"),
    ):
        done = migrate("plan", "teashop", "--to", "zhipu", *arguments)
        assert done.code == 2, arguments
        assert len(lines(done)) == 1, (arguments, done.err)
        assert word in done.err


def test_an_unknown_setting_is_an_error_with_a_suggestion(migrate, teashop):
    (teashop / "migrate.toml").write_text('plattform = "cn"\n')
    done = migrate("plan", "teashop", "--to", "zhipu")
    assert done.code == 2
    assert "plattform" in done.err
    assert "`platform`" in done.err


def test_a_baseline_of_another_move_is_refused_and_its_own_says_what_it_hides(migrate, teashop):
    migrate("plan", "teashop", "--to", "zhipu", "-o", "plan.json")
    other = migrate("plan", "teashop", "--to", "moonshot", "--baseline", "plan.json")
    assert other.code == 2
    assert "that plan moves openai to zhipu, this one openai to moonshot" in other.err
    same = migrate("plan", "teashop", "--to", "zhipu", "--baseline", "plan.json", "--fail-on", "review")
    assert same.code == 0
    assert "Nothing new: " in same.out
    assert "of the baseline remain and are not shown." in same.out


def test_people_without_a_deadline_are_refused_instead_of_ignored(migrate, teashop):
    done = migrate("plan", "teashop", "--to", "zhipu", "--people", "2")
    assert done.code == 2
    assert "--deadline" in lines(done)[0]


def test_a_model_that_is_not_in_use_or_not_in_the_catalogue_is_said(migrate, teashop):
    done = migrate("plan", "teashop", "--to", "zhipu", "--model", "gpt-9=glm-4.7", "--model", "gpt-4o=glm-house")
    assert done.code == 0
    assert "--model gpt-9=glm-4.7: gpt-9 is not used here" in done.err
    assert "chosen by you; not in the catalogue of zhipu" in done.out


def test_what_was_written_for_the_tool_is_not_code_to_move(migrate, teashop):
    before = json.loads(migrate("plan", "teashop", "--to", "zhipu", "--format", "json").out)
    migrate("init", "teashop", "--to", "zhipu")
    with (teashop / "migrate.toml").open("a") as file:
        file.write('[models]\n"gpt-4o" = "glm-5.3"\n')
    after = json.loads(migrate("plan", "teashop", "--format", "json").out)
    assert after["sections"]["scan"]["files"] == before["sections"]["scan"]["files"]
    assert len(after["findings"]) == len(before["findings"])


def test_swap_is_for_one_configuration_file(migrate, tmp_path):
    (tmp_path / "app.py").write_text("print(1)\n")
    for name in ("app.py", "."):
        done = migrate("swap", name, "--to", "zhipu")
        assert done.code == 2
        assert "one configuration file" in lines(done)[0]


def test_swap_says_that_a_file_could_not_be_read(migrate, tmp_path):
    (tmp_path / "broken.yaml").write_text("model: gpt-4o\n a: [1\n")
    done = migrate("swap", "broken.yaml", "--to", "zhipu")
    assert done.code == 2
    assert "broken.yaml" in lines(done)[0]
    assert (tmp_path / "broken.yaml").read_text() == "model: gpt-4o\n a: [1\n"
