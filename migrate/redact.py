"""What may be shown: no secret, and no character that a terminal or a reader would be fooled by."""

from __future__ import annotations

import math
import re
from collections import Counter

MASK = "***"
_DEEPEST = 4  # assignments within assignments; deeper ones are masked as a whole

# --- control characters --------------------------------------------------------------------------

# C0 but tab, DEL, C1, soft hyphen, Arabic letter mark, zero-width and bidi marks, line separators,
# byte order mark, lone surrogates, tag characters.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0a-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_UNPRINTABLE_BUT_NEWLINE = re.compile(_UNPRINTABLE.pattern.replace("\x0a-\x1f", "\x0b-\x1f"))
_SHORT = {"\n": "\\n", "\r": "\\r"}


def printable(text: str, *, keep_newlines: bool = False) -> str:
    """`text` with control, ANSI, bidi and invisible characters written as escapes (`\\x1b`).

    A tab stays. With `keep_newlines` a line feed stays too.
    """
    pattern = _UNPRINTABLE_BUT_NEWLINE if keep_newlines else _UNPRINTABLE
    return pattern.sub(_escape, text)


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    code = ord(character)
    if character in _SHORT:
        return _SHORT[character]
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _words_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


# --- secrets -------------------------------------------------------------------------------------

_SHAPES = re.compile(
    r"""(?x)
    -----BEGIN\ [A-Z\ ]*PRIVATE\ KEY-----[^-]*(?:-----END\ [A-Z\ ]*PRIVATE\ KEY-----)?
  | \b(?:sk|rk|pk|ak)-[A-Za-z0-9_-]{0,200}[A-Za-z0-9]{12}[A-Za-z0-9_-]*     # OpenAI and its many followers
  | \bsess-[A-Za-z0-9]{24,}
  | \b[0-9a-f]{32}\.[A-Za-z0-9]{12,}                                  # Zhipu: id.secret
  | \beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?    # JWT
  | \b(?:AKIA|ASIA|AROA|AIDA)[A-Z0-9]{16}\b
  | \bLTAI[A-Za-z0-9]{12,}                                            # Alibaba Cloud
  | \bAKID[A-Za-z0-9]{13,}                                            # Tencent Cloud
  | \bbce-v3/[A-Za-z0-9/_-]{16,}                                      # Baidu
  | \bAIza[0-9A-Za-z_-]{30,}
  | \b(?:gh[pousr]|gsk|hf|r8|nvapi|pplx|xai|pa|lsv2_pt|lsv2_sk)[_-][A-Za-z0-9_-]{16,}
  | \bgithub_pat_[A-Za-z0-9_]{20,}
  | \bglpat-[A-Za-z0-9_-]{16,}
  | \bxox[abeprs]-[A-Za-z0-9-]{10,}
  | \bhooks\.slack\.com/services/[A-Za-z0-9/]+
    """
)
_BEARER = re.compile(r"(?i)\b(bearer|basic|token)([ \t]+)(?![<${%])([A-Za-z0-9+/._~-]{12,}=*)")
_USERINFO = re.compile(r"(?i)\b([a-z][a-z0-9+.-]{0,30}://)([^\s/?#@'\"<>]*)@")
# A name, then `=`, `:`, `:=` or `=>`, then a value: quoted, or up to a blank or a closing character.
_ASSIGNED = re.compile(
    r"""(?x)
    (?<![A-Za-z0-9_.-])(?P<name>[A-Za-z_][A-Za-z0-9_.-]{0,100})(?P<quote>["']?\]?)
    (?P<between>[ \t]*(?::=|=>|=|:)[ \t]*)
    (?P<value>[rbuf]{0,2}"(?:[^"\\\n]|\\.)*"? | [rbuf]{0,2}'(?:[^'\\\n]|\\.)*'? | [^\s"',;)}\]]+)
    """
)
_QUOTED = re.compile(r"""(?s)([rbuf]{0,2})(["'])(.*)\2\Z""")
_REFERENCE = re.compile(
    r"""(?x) \$ | %\w+% | \{\{ | \{[A-Za-z_]\w*\} | < | \*+\Z | \.{3}\Z
      | (?:os|process|ENV|env|getenv|Deno|import|settings|config|self|this|cls|args|options|opts|cfg|conf)
        (?:[.\[(]|\Z)
      | [A-Za-z_][\w.:>-]*[(\[]          # a call or a subscript
      | (?:secrets|vars|var|local|data|module)\.
      | (?i:bearer|basic|token)(?:\Z|[ ]+(?:[${<"'+%]|\*{3})) """
)
_TYPE_WORDS = _words_of(
    "str string int integer number bool boolean bytes any object none null nil undefined true false "
    "optional secretstr required str? string? const let"
)
_CODE_NAME = re.compile(r"[A-Za-z_]+(?:\.[A-Za-z_]+)*\Z")

_WORDS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|[0-9]+")
_SECRET_WORDS = _words_of(
    "secret secrets password passwd passphrase authorization credential credentials apikey apikeys dsn "
    "accesskey secretkey"
)
_KEY_BEFORE = _words_of(
    "primary foreign sort partition cache public index hash lookup map dict row group idempotency "
    "translation i18n hot shortcut composite unique natural candidate config feature label"
)
_TOKEN_BEFORE = _words_of(
    "pad eos bos unk sep cls mask stop start end special max min num total next page continuation "
    "input output prompt completion per"
)
_REFERENCE_WORDS = _words_of("ref name env var variable path file url uri prefix suffix id header")


def is_secret_name(name: str) -> bool:
    """True when a variable, key or header of that name holds a secret (`OPENAI_API_KEY`, `x-api-key`).

    Names of things that only point at a secret (`api_key_env`, `secretName`) are not secret, nor are
    `max_tokens`, `primary_key` and their kin.
    """
    words = [word.lower() for word in _WORDS.findall(name)]
    if not words:
        return False
    last = words[-1]
    if last.isdigit() and len(words) > 1:  # OPENAI_API_KEY_2
        words.pop()
        last = words[-1]
    before = words[-2] if len(words) > 1 else ""
    if last in _REFERENCE_WORDS:
        return False
    if not _SECRET_WORDS.isdisjoint(words):
        return True
    if last in {"key", "keys"}:
        return bool(before) and before not in _KEY_BEFORE
    if last == "token":
        return before not in _TOKEN_BEFORE
    if last == "tokens":
        return before in {"access", "auth", "api", "bearer", "refresh"}
    if last in {"pwd", "pw", "pass"}:
        return bool(before)
    return (before, last) in {("connection", "string"), ("conn", "str"), ("sas", "uri")}


def is_secret_value(value: str) -> bool:
    """True when the text looks like a key, token or credential whatever it is called."""
    value = value.strip()
    if _SHAPES.search(value) is not None or _USERINFO.search(value) is not None:
        return True
    return _BEARER.match(value) is not None or _random(value)


def mask(text: str) -> str:
    """`text` with every secret in it replaced by `***`, so that not even its length is told.

    Secrets are known by their shape (keys, JWTs, bearer tokens, credentials in URLs) or by the name
    they are assigned to. References (`${OPENAI_API_KEY}`, `os.environ[...]`) stay readable.
    """
    text = _SHAPES.sub(MASK, text)
    text = _USERINFO.sub(lambda match: f"{match[1]}{MASK}@" if match[2] else match[0], text)
    text = _BEARER.sub(lambda match: f"{match[1]}{match[2]}{MASK}", text)
    return _mask_assignments(text, 0)


def _mask_assignments(text: str, depth: int) -> str:
    return _ASSIGNED.sub(lambda match: _mask_assigned(match, depth), text)


def _mask_assigned(match: re.Match[str], depth: int) -> str:
    name, value = match["name"], match["value"]
    quoted = _QUOTED.match(value)
    inner = quoted[3] if quoted else value.strip("\"'`")
    secret = _random(inner) or (is_secret_name(name) and _is_value(inner, quoted is not None, match))
    if not secret or inner.lstrip("-?+=").startswith(MASK):
        # The value itself may be `name=value` again, as in `- "OPENAI_API_KEY=abc"`.
        if _ASSIGNED.search(value) is None:
            return match[0]
        inner = _mask_assignments(value, depth + 1) if depth < _DEEPEST else MASK
        return match[0][: match.start("value") - match.start()] + inner
    shown = f"{quoted[1]}{quoted[2]}{MASK}{quoted[2]}" if quoted else MASK
    return f"{name}{match['quote']}{match['between']}{shown}"


def _is_value(value: str, quoted: bool, match: re.Match[str]) -> bool:
    """True when what is assigned to a secret's name is a value and not a reference to one."""
    if not value or value.lower() in _TYPE_WORDS or _REFERENCE.match(value):
        return False
    if value.isupper() and is_secret_name(value):  # the name of a variable
        return False
    if quoted or match["name"].isupper() or ":" in match["between"]:
        return True
    return _CODE_NAME.match(value) is None


def _random(value: str) -> bool:
    """True for a long run of mixed letters and digits that no person would write."""
    if not 32 <= len(value) <= 512 or re.fullmatch(r"[A-Za-z0-9_-]+={0,2}", value) is None:
        return False
    digits = sum(character.isdigit() for character in value)
    if digits < 4 or value.upper() == value or value.lower() == value:
        return False
    total = len(value)
    entropy = -sum(n / total * math.log2(n / total) for n in Counter(value).values())
    return entropy >= 4.2
