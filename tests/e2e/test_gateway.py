"""`--style gateway`: the code stays, a proxy's configuration maps, and the way back is exact."""

import json
import subprocess

import pytest
import yaml

from providers import catalog

APP = """\
import os
from openai import OpenAI

client = OpenAI(api_key=os.environ["KEY"])
answer = client.chat.completions.create(model="MODEL", messages=[{"role": "user", "content": "Which tea?"}])
"""
USED = {"openai": "gpt-4o", "zhipu": "glm-4.7", "moonshot": "kimi-k2.6"}


@pytest.fixture
def app(tmp_path):
    def make(vendor):
        found = catalog.load(vendor)
        folder = tmp_path / "app"
        folder.mkdir()
        text = APP.replace("KEY", found.key_variable).replace("MODEL", USED[vendor])
        if vendor != "openai":
            text = text.replace("OpenAI(", f'OpenAI(base_url="{found.base_urls[0].url}", ')
        (folder / "app.py").write_text(text)
        (folder / ".env").write_text(f"{found.key_variable}=put-your-key-here\n")
        return folder

    return make


@pytest.mark.parametrize(
    ("source", "target"), [("openai", "zhipu"), ("zhipu", "moonshot"), ("moonshot", "openai")]
)
def test_any_two_vendors_and_the_way_home(source, target, app, migrate, snapshot, tmp_path):
    folder, found = app(source), catalog.load(target)
    before = snapshot(folder)
    shown = migrate("plan", "app", "--from", source, "--to", target, "--style", "gateway", "-o", "plan.json", "--diff")
    assert shown.code == 0
    assert "--- /dev/null\n+++ b/litellm.config.yaml" in shown.out
    assert "put-your-key-here" not in shown.out + (tmp_path / "plan.json").read_text()
    assert migrate("apply", "plan.json", "--check").code == 1
    assert snapshot(folder) == before
    ran = migrate("apply", "plan.json")
    assert ran.code == 0
    assert "created: litellm.config.yaml" in ran.out
    config = yaml.safe_load((folder / "litellm.config.yaml").read_text())
    assert set(config) == {"model_list", "general_settings"}
    (entry,) = config["model_list"]
    assert entry["model_name"] == USED[source]
    assert set(entry["litellm_params"]) == {"model", "api_base", "api_key"}
    vendor, _, model = entry["litellm_params"]["model"].partition("/")
    assert vendor == "openai"
    assert found.model(model) is not None
    assert entry["litellm_params"]["api_base"] == found.base_urls[0].url
    assert entry["litellm_params"]["api_key"] == f"os.environ/{found.key_variable}"
    assert config["general_settings"] == {"master_key": "os.environ/LLM_API_KEY"}
    code = (folder / "app.py").read_text()
    assert f'model="{USED[source]}"' in code
    assert 'base_url=os.environ.get("LLM_BASE_URL", "http://localhost:4000/v1")' in code
    assert "Nothing to do" in migrate("apply", "plan.json").out
    again = migrate("plan", "app", "--from", source, "--to", target, "--style", "gateway", "-o", "again.json")
    left = json.loads((tmp_path / "again.json").read_text())["findings"]
    assert [f["rule"] for f in left if f.get("edits") and f["applicability"] == "safe"] == []
    assert "No configuration of a gateway" not in again.out
    assert migrate("rollback").code == 0
    assert snapshot(folder) == before


def test_the_next_move_is_a_change_of_the_gateway_only(app, migrate):
    folder = app("openai")
    assert migrate("plan", "app", "--to", "zhipu", "--style", "gateway", "-o", "plan.json").code == 0
    assert migrate("apply", "plan.json").code == 0
    code = (folder / "app.py").read_text()
    assert migrate("plan", "app", "--to", "moonshot", "--style", "gateway", "-o", "next.json").code == 0
    assert migrate("apply", "next.json", "--unsafe").code == 0
    assert (folder / "app.py").read_text() == code
    assert "api.moonshot" in (folder / "litellm.config.yaml").read_text()
    assert migrate("rollback").code == 0
    assert "bigmodel" in (folder / "litellm.config.yaml").read_text()


def test_a_commit_holds_the_new_file(app, migrate):
    folder = app("openai")

    def git(*arguments):
        done = subprocess.run(
            ["git", "-c", "user.name=T", "-c", "user.email=t@example.com", *arguments],
            cwd=folder, capture_output=True, text=True, check=True,
        )  # fmt: skip
        return done.stdout

    git("init", "-q")
    git("config", "user.name", "T")
    git("config", "user.email", "t@example.com")
    git("add", "-A")
    git("commit", "-qm", "start")
    assert migrate("plan", "app", "--to", "zhipu", "--style", "gateway", "-o", "plan.json").code == 0
    assert migrate("apply", "plan.json", "--commit").code == 0
    assert "litellm.config.yaml" in git("ls-tree", "--name-only", "HEAD").split()
    assert git("status", "--porcelain") == ""
    pruned = migrate("apply", "plan.json", "--prune")
    assert pruned.code == 0, pruned.err
    assert "OPENAI_API_KEY" not in (folder / ".env").read_text()
    assert (folder / "litellm.config.yaml").exists()
