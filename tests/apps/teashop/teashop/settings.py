"""Settings from `.env` and `config.yaml`; the environment wins over `.env`."""

import os
from pathlib import Path

import yaml
from dotenv import load_dotenv

ROOT = Path(__file__).resolve().parent.parent
load_dotenv(ROOT / ".env")

with open(ROOT / "config.yaml", encoding="utf-8") as handle:
    CONFIG = yaml.safe_load(handle)

API_KEY = os.environ["OPENAI_API_KEY"]
BASE_URL = os.environ.get("OPENAI_BASE_URL", "https://api.openai.com/v1")
PORT = int(os.environ.get("TEASHOP_PORT", "8080"))

CHAT_MODEL = CONFIG["models"]["chat"]
EXTRACT_MODEL = CONFIG["models"]["extract"]
EMBEDDING_MODEL = CONFIG["models"]["embedding"]
