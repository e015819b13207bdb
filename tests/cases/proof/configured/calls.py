import os
from pathlib import Path

import yaml
from dotenv import load_dotenv
from openai import OpenAI

HERE = Path(__file__).resolve().parent
load_dotenv(HERE.parent / ".env")
CONFIG = yaml.safe_load((HERE / "config.yaml").read_text(encoding="utf-8"))


def client():
    return OpenAI(api_key=os.environ["OPENAI_API_KEY"], base_url=os.environ.get("RELAY_BASE_URL", CONFIG["base_url"]))


def site_yaml():
    client().chat.completions.create(
        model=CONFIG["models"]["chat"],
        messages=[{"role": "user", "content": "site configured-yaml"}],
        temperature=CONFIG["temperature"],
    )


def site_environment():
    client().chat.completions.create(
        model=os.environ["CHAT_MODEL"], messages=[{"role": "user", "content": "site configured-environment"}]
    )


def site_default():
    client().chat.completions.create(
        model=os.getenv("FAST_MODEL", "gpt-4o-mini"),
        messages=[{"role": "user", "content": "site configured-default"}],
        max_completion_tokens=CONFIG["limit"],
    )
