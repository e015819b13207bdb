"""Exact counts by a SentencePiece model of the user's: Baichuan's, whose licence does not let us ship it."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from providers.errors import ProviderError

_LARGEST = 64_000_000  # bytes; Baichuan2's model is 2 MB


class TokenizerFileError(ProviderError):
    """The tokenizer file cannot be used; one line that names it."""


def counter(path: str) -> Callable[[str], int]:
    """Counts texts by the SentencePiece model at `path`. TokenizerFileError when it is none."""
    file = Path(path)
    try:
        stat = file.stat()
    except OSError as error:
        raise TokenizerFileError(f"{path}: {error.strerror}; name Baichuan's tokenizer.model") from None
    return _counter(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=4)
def _counter(path: str, _stamp: int, size: int) -> Callable[[str], int]:
    try:
        import sentencepiece
    except ImportError:
        raise TokenizerFileError(
            f"{path}: needs the package sentencepiece: pip install 'llm-migrate[baichuan]'"
        ) from None
    if size > _LARGEST:
        raise TokenizerFileError(f"{path}: {size} bytes; a SentencePiece model is smaller than {_LARGEST}")
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise TokenizerFileError(f"{path}: {error.strerror}") from None
    processor = sentencepiece.SentencePieceProcessor()
    try:
        loaded = processor.LoadFromSerializedProto(data)
        pieces = processor.GetPieceSize()
    except (RuntimeError, ValueError, TypeError):
        loaded, pieces = False, 0
    if not loaded or pieces < 1:
        hint = "tokenizer.json is another format" if data[:1] == b"{" else "is it the file tokenizer.model?"
        raise TokenizerFileError(f"{path}: not a SentencePiece model; {hint}")
    encode = processor.EncodeAsIds

    @lru_cache(maxsize=20_000)
    def count(text: str) -> int:
        try:
            data = text.encode()
        except UnicodeEncodeError:  # half a surrogate pair, as JSON allows
            data = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()
        return len(encode(data))

    return count
