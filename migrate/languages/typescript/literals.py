"""Values as JavaScript source text, and source text as values."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping, Sequence

_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|.))", re.DOTALL)
_PLAIN = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "0": "\0", "\n": "", "\r\n": "", "\r": ""}
_NAMED = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\u2028": "\\u2028", "\u2029": "\\u2029"}
_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*\Z")


def string_value(raw: str) -> str | None:
    """Value of a string or of a template without substitutions; None when it is neither."""
    if len(raw) < 2 or raw[0] not in "'\"`" or raw[-1] != raw[0]:
        return None
    body = raw[1:-1]
    return _ESCAPE.sub(_unescape, body) if "\\" in body else body


def _unescape(match: re.Match[str]) -> str:
    code = match.group(1) or match.group(2) or match.group(3)
    if code is None:
        char = match.group(4)
        return _PLAIN.get(char, char)
    number = int(code, 16)
    return chr(number) if number <= 0x10FFFF else match.group(0)


def quoted(text: str, quote: str = '"') -> str:
    """`text` as a string literal with that quote mark."""
    out: list[str] = []
    for i, char in enumerate(text):
        if char == quote or (quote == "`" and char == "$" and text[i + 1 : i + 2] == "{"):
            out.append("\\" + char)
        elif quote == "`" and char == "\n":
            out.append(char)
        elif char in _NAMED:
            out.append(_NAMED[char])
        elif char.isprintable():
            out.append(char)
        else:
            code = ord(char)
            out.append(f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\u{{{code:x}}}")
    return f"{quote}{''.join(out)}{quote}"


def literal(value: object, quote: str = '"') -> str:
    """A scalar, list or dict as source text; raises TypeError on anything else."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        if math.isfinite(value):
            return json.dumps(value)
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, str):
        return quoted(value, quote)
    if isinstance(value, Mapping):
        entries = ", ".join(f"{key(str(k), quote)}: {literal(v, quote)}" for k, v in value.items())
        return f"{{ {entries} }}" if entries else "{}"
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray)):
        return "[" + ", ".join(literal(v, quote) for v in value) + "]"
    raise TypeError(f"no JavaScript literal for {type(value).__name__}")


def key(name: str, quote: str = '"') -> str:
    """A property's name, in quotes where it has to be."""
    return name if _NAME.match(name) else quoted(name, quote)


def like(old: str, value: object, quote: str = '"') -> str:
    """`value` in the style of the literal `old`: its quote mark."""
    mark = old[:1] if old[:1] in ("'", '"', "`") else quote
    if not isinstance(value, str):
        return literal(value, mark if mark != "`" else quote)
    return quoted(value, mark)


def env_reference(name: str, default: str | None = None, quote: str = '"') -> str:
    """An expression that reads an environment variable in Node."""
    read = f"process.env.{name}" if _NAME.match(name) else f"process.env[{quoted(name, quote)}]"
    return read if default is None else f"{read} ?? {quoted(default, quote)}"
