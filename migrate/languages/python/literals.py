"""Values as Python source text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_PREFIX = re.compile(r"""([A-Za-z]{0,3})('''|\"\"\"|'|")""")
_NAMED = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def quoted(text: str, quote: str = '"', prefix: str = "") -> str:
    """`text` as a string literal with that quote mark."""
    mark = quote[0]
    if prefix.lower() == "r" and ("\\" in text or mark in text or not text.isprintable()):
        prefix = ""
    out: list[str] = []
    for char in text:
        if prefix.lower() == "r" or (char == "\n" and len(quote) == 3):
            out.append(char)
        elif char in _NAMED:
            out.append(_NAMED[char])
        elif char == mark:
            out.append("\\" + char)
        elif char.isprintable():
            out.append(char)
        else:
            code = ord(char)
            out.append(f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}")
    return f"{prefix}{quote}{''.join(out)}{quote}"


def literal(value: object, quote: str = '"') -> str:
    """A scalar, list or dict as source text; raises TypeError on anything else."""
    if value is None or isinstance(value, (bool, int)):
        return repr(value)
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            return f'float("{value}")'
        return repr(value)
    if isinstance(value, str):
        other = "'" if quote == '"' else '"'
        return quoted(value, other if quote in value and other not in value else quote)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{literal(k, quote)}: {literal(v, quote)}" for k, v in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray)):
        return "[" + ", ".join(literal(v, quote) for v in value) + "]"
    raise TypeError(f"no Python literal for {type(value).__name__}")


def like(old: str, value: object) -> str:
    """`value` in the style of the literal `old`: its quote mark and its `r` or `u` prefix."""
    match = _PREFIX.match(old)
    if match is None:
        return literal(value)
    prefix, quote = match.groups()
    if not isinstance(value, str):
        return literal(value, quote[0])
    prefix = prefix if prefix.lower() in ("r", "u", "") else ""
    return quoted(value, quote, prefix)


def env_reference(name: str, default: str | None = None) -> str:
    """An expression that reads an environment variable; needs `import os`."""
    if default is None:
        return f"os.environ[{literal(name)}]"
    return f"os.environ.get({literal(name)}, {literal(default)})"
