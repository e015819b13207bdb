"""The shipped vocabularies as `tiktoken.Encoding`s, one at a time, when asked for.

An encoding is built from our own file after its SHA-256 was checked: tiktoken's registry, which would
download, and its cache directory are never touched.
"""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from providers import resources
from providers.errors import CatalogError

if TYPE_CHECKING:
    import tiktoken


@cache
def index() -> dict[str, Any]:
    """Name -> what is known of a vocabulary: tokens, SHA-256, source, licence, pattern, nfc."""
    loaded: dict[str, Any] = json.loads(resources.seeds("vocabularies", "index.json").read_bytes())
    return loaded


def ranks(name: str, size: int | None = None) -> dict[bytes, int]:
    """Token -> rank of the vocabulary of that name, or its first `size` tokens.

    Raises CatalogError when the file is damaged.
    """
    from providers.tokens.packing import unpack

    return _first(unpack(_packed(name)), size)


def _first(ranks: dict[bytes, int], size: int | None) -> dict[bytes, int]:
    return ranks if size is None else {token: rank for token, rank in ranks.items() if rank < size}


def _packed(name: str) -> bytes:
    """The file of a vocabulary, proven to be the one that was packed."""
    path = resources.seeds("vocabularies", f"{name}.xz")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CatalogError(f"{path}: {error.strerror}; reinstall llm-migrate") from None
    if sha256(data).hexdigest() != index()[name]["sha256"]:
        raise CatalogError(f"{path}: damaged (its SHA-256 is not the recorded one); reinstall llm-migrate")
    return data


@cache
def encoding(name: str, size: int | None = None) -> tiktoken.Encoding:
    """The vocabulary of that name, or its first `size` tokens. CatalogError when the file is damaged."""
    return _encoding(name, size, ranks(name, size))


def encoding_for(text: str, name: str, size: int | None = None) -> tiktoken.Encoding:
    """A vocabulary that encodes `text`, and every part of it, as `encoding(name, size)` does; good for nothing else.

    Byte pairs are only ever joined to a token that stands in the text, so tokens that do not stand there are left
    out: for some pages of text it is made in a fifth of the time. CatalogError when the file is damaged.
    """
    from providers.tokens.packing import unpack_for

    # Half a surrogate pair is U+FFFD to tiktoken.
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()
    return _encoding(name, size, _first(unpack_for(_packed(name), whole), size))


def _encoding(name: str, size: int | None, ranks: dict[bytes, int]) -> tiktoken.Encoding:
    import tiktoken

    return tiktoken.Encoding(
        f"migrate-{name}" + (f"-{size}" if size else ""),
        pat_str=index()[name]["pattern"],
        mergeable_ranks=ranks,
        special_tokens={},
    )


def normalises(name: str) -> bool:
    """Whether the vendor's tokenizer puts text into NFC first."""
    return bool(index()[name]["nfc"])
