"""Run the service against a model service on this machine.

`TEASHOP_TEST_ORIGIN` is its address (`http://127.0.0.1:PORT`). Only the host of the configured base
URL is replaced: path, key variable, models and parameters are the application's own.
"""

import os
import sys
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

configured = dotenv_values(ROOT / ".env")
for name, value in configured.items():
    if name.endswith("_API_KEY"):
        os.environ[name] = "test-key"
    elif name.endswith("_BASE_URL"):
        os.environ[name] = os.environ["TEASHOP_TEST_ORIGIN"] + urlsplit(value).path
os.environ["NO_PROXY"] = "127.0.0.1"
