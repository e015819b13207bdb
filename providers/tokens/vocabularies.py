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

    path = resources.seeds("vocabularies", f"{name}.xz")
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CatalogError(f"{path}: {error.strerror}; reinstall llm-migrate") from None
    if sha256(data).hexdigest() != index()[name]["sha256"]:
        raise CatalogError(f"{path}: damaged (its SHA-256 is not the recorded one); reinstall llm-migrate")
    found = unpack(data)
    return found if size is None else {token: rank for token, rank in found.items() if rank < size}


@cache
def encoding(name: str, size: int | None = None) -> tiktoken.Encoding:
    """The vocabulary of that name, or its first `size` tokens. CatalogError when the file is damaged."""
    import tiktoken

    return tiktoken.Encoding(
        f"migrate-{name}" + (f"-{size}" if size else ""),
        pat_str=index()[name]["pattern"],
        mergeable_ranks=ranks(name, size),
        special_tokens={},
    )


def normalises(name: str) -> bool:
    """Whether the vendor's tokenizer puts text into NFC first."""
    return bool(index()[name]["nfc"])
