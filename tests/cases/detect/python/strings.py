import re
from enum import Enum

DEFAULT_MODEL = "gpt-4o"  #: model_literal gpt-4o
FINE_TUNED = "ft:gpt-3.5-turbo:acme::abc"  #: model_literal ft:gpt-3.5-turbo:acme::abc
LIMITS = {
    "gpt-4": 8192,  #: model_literal gpt-4
    "gpt-4-32k": 32768,  #: model_literal gpt-4-32k
}
REASONING_MODELS = ["o1", "o3-mini"]  #: model_literal o1 | model_literal o3-mini


class Model(Enum):
    MAIN = "gpt-4-turbo"  #: model_literal gpt-4-turbo
    EMBED = "text-embedding-3-large"  #: model_literal text-embedding-3-large


def limit(model: str = "gpt-3.5-turbo"):  #: model_literal gpt-3.5-turbo
    if model.startswith("gpt-4"):  #: model_literal gpt-4
        return 8
    if model.startswith(("o1", "o3")):  #: model_literal o1 | model_literal o3
        return 9
    if "gpt-3.5" in model:  #: model_literal gpt-3.5
        return 4
    if re.match(r"^gpt-4o?-\d+", model):  #: model_literal ^gpt-4o?-\d+
        return 5
    if model == "o1":  #: model_literal o1
        return 6
    return "azure/gpt-4o" if model else "openai:gpt-4o"  #: model_literal azure/gpt-4o | model_literal openai:gpt-4o


NOT = ["gpt-load", "gpt2-tokenizer-test", "chat", "o1x"]
MINE = "my-gpt-4-clone"
AGENT = {"User-Agent": "chatgpt-telegram-bot"}
LATEST = "chatgpt-4o-latest"  #: model_literal chatgpt-4o-latest
AZURE_OPENAI_API_VERSION = "2024-05-01-preview"  #: config_key AZURE_OPENAI_API_VERSION
RELEASED = "2024-05-01"


def deployed(base, name):
    return f"{base}/openai/deployments/{name}"  #: base_url url
