"""A move of code in these languages: literals are edited and can be put back, arguments are said."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

FILES = {
    "main.go": """package main

import (
	"os"

	openai "github.com/sashabaranov/go-openai"
)

func main() {
	client := openai.NewClient(os.Getenv("OPENAI_API_KEY")) // the client
	client.CreateChatCompletion(ctx, openai.ChatCompletionRequest{Model: openai.GPT4o, LogitBias: bias})
}
""",
    "moved.go": """package main

import (
	"os"

	openai "github.com/sashabaranov/go-openai"
)

func moved() {
	config := openai.DefaultConfig(os.Getenv("OPENAI_API_KEY")) // the client
	config.BaseURL = "https://api.openai.com/v1"
	client := openai.NewClientWithConfig(config)
	client.CreateChatCompletion(ctx, openai.ChatCompletionRequest{Model: openai.GPT4o, LogitBias: bias})
}
""",
    "A.java": """import com.openai.client.okhttp.OpenAIOkHttpClient;
class A {
  Object client = OpenAIOkHttpClient.builder().baseUrl("https://api.openai.com/v1").apiKey(System.getenv("OPENAI_API_KEY")).build();
  String model = "gpt-4o-mini";
}
""",
    "a.php": "<?php\nOpenAI::client(getenv('OPENAI_API_KEY'))->chat()->create(['model' => 'gpt-4o', 'logit_bias' => $b]);\n",
}
AFTER = {
    "moved.go": ['os.Getenv("LLM_API_KEY")', "// the client", 'BaseURL = "https://open.bigmodel.cn', "LogitBias: bias"],
    "A.java": ['getOrDefault("LLM_BASE_URL", "https://open.bigmodel.cn/api/paas/v4")', 'System.getenv("LLM_API_KEY")'],
}
STAY = ("main.go", "a.php")  # their address is written by hand, and a key never moves without it


def run(*arguments: str, at: Path) -> str:
    command = [sys.executable, "-m", "migrate", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[4])}
    done = subprocess.run(command, cwd=at, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("app")
    for name, text in FILES.items():
        (root / name).write_text(text, encoding="utf-8")
    run("plan", ".", "--to", "zhipu", "--platform", "cn", "--output", "plan.json", at=root)
    return root


def test_literals_are_edited_and_put_back(app: Path) -> None:
    run("apply", "plan.json", "--unsafe", at=app)
    for name, texts in AFTER.items():
        written = (app / name).read_text(encoding="utf-8")
        assert all(text in written for text in texts), written
        assert "gpt-" not in written
        assert "OPENAI_API_KEY" not in written
    for name in STAY:
        assert (app / name).read_text(encoding="utf-8") == FILES[name]
    run("rollback", at=app)
    assert {name: (app / name).read_text(encoding="utf-8") for name in FILES} == FILES


def test_what_arguments_need_is_said(app: Path) -> None:
    plan = json.loads((app / "plan.json").read_text(encoding="utf-8"))
    sites = {s["id"]: s for s in plan["sites"]}
    by_hand = {
        (sites[f["site"]]["path"], f["rule"]): f
        for f in plan["findings"]
        if f["applicability"] == "manual" and "by hand" in f.get("demoted", "")
    }
    address = by_hand["main.go", "base-url"]
    assert address["todo"].startswith("Give it base_url: ")
    assert "edits" not in address
    assert ("main.go", "logit-bias") in by_hand
    assert ("a.php", "logit-bias") in by_hand
    assert "logit_bias" in by_hand["a.php", "logit-bias"]["todo"]
