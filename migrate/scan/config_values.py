"""What stands inside a configuration value: references to variables, addresses, model ids."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from migrate.scan import config_tables as tables
from migrate.scan.config_site import normal

_REFERENCES = re.compile(
    r"""(?x)
    \$\{\{[^}]{0,300}?\b(?:secrets|env|vars|inputs)\.(?P<action>[A-Za-z_]\w*)
      (?:[^}']{0,100}\|\|\s*'(?P<otherwise>[^'}]*)')?[^}]{0,300}\}\}
  | \$\{env:(?P<serverless>[A-Za-z_]\w*),\s*['"]?(?P<fallback>[^'"{}]{0,200})['"]?\}
  | \$\{(?P<braced>[A-Za-z_]\w*)
      (?:(?P<op>:?[-?+=]|:)(?P<default>[^{}]{0,1000}(?:\{[^{}]{0,300}\}[^{}]{0,300}){0,9}))?\}
  | \{env:(?P<vscode>[A-Za-z_]\w*)\}
  | \$\(?env[:.](?P<powershell>[A-Za-z_]\w*)
  | \$\(?(?P<bare>[A-Za-z_]\w*)
  | \bos\.environ[/.](?P<litellm>[A-Za-z_]\w*)
  | \AENV[/:](?P<slash>[A-Z_][A-Z0-9_]*)\Z
  | \b(?:process\.env|import\.meta\.env|System\.env)\.(?P<js>[A-Za-z_]\w*)
  | \b(?:env|getenv|environ\.get|secrets|ENV\.fetch)[(\[]\s*['"](?P<call>[A-Za-z_]\w*)['"]
  | (?<![\w.])(?:env|secrets|vars)\.(?P<expression>[A-Z_][A-Z0-9_]*)\b
  | %env\((?:[\w.-]*:)*(?P<processed>[A-Za-z_]\w*)\)%
  | %\(?(?:ENV_)?(?P<percent>[A-Za-z_]\w*)(?:%|\)s)
    """
)
_GROUPS = (
    "action", "braced", "vscode", "serverless", "powershell", "bare", "litellm", "slash", "js", "call", "expression",
    "processed", "percent",
)  # fmt: skip
_URL = re.compile(r"(?i)\b(?:https?|wss?)://[^\s'\"<>`|\\,;]+")
_TRAILING = ".,;:!?)]}"
_SECTION = re.compile(r"(?<![\w:./\\-])(?:[A-Z]\w*?)(?:(?::|__)(?:[A-Z][A-Za-z0-9]*|\d+)){1,8}(?![\w:/])")
_TOKEN = re.compile(r"[^\s,;|\[\]()\"'=]+")
_MODEL_FLAG = re.compile(
    r"""(?<![\w-])--?[\w-]{0,40}?(?:model|engine|deployment)[\w-]{0,40}[ =]{1,3}['"]?(?P<id>[A-Za-z0-9][\w.:/-]*)"""
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text, by character offsets: a variable's name, an address, a model id.

    `default` is the text used when the variable is not set, with its place.
    """

    text: str
    start: int
    end: int
    default: str | None = None
    default_start: int = 0
    whole: bool = False  # the reference is all of the text


def references(text: str) -> Iterator[Piece]:
    """Variables whose values are put in: `${NAME:-default}`, `${{ secrets.NAME }}`, `$NAME`, `ENV/NAME`, ..."""
    if not any(mark in text for mark in ("$", "env", "ENV", "%", "secrets", "vars.")):
        return
    for match in _REFERENCES.finditer(text):
        group = next(name for name in _GROUPS if match[name] is not None)
        said = next((name for name in ("otherwise", "fallback") if match[name] is not None), "default")
        default = match[said] if match["op"] in (":-", "-", ":=", "=", ":") or said != "default" else None
        yield Piece(
            match[group],
            match.start(group),
            match.end(group),
            default,
            match.start(said) if default is not None else 0,
            match[0] == text.strip() or (group == "litellm" and match.start() == 0),
        )


def urls(text: str) -> Iterator[Piece]:
    """Addresses in the text, without the punctuation that follows them."""
    for match in _URL.finditer(text):
        url = match[0]
        while url and url[-1] in _TRAILING and not (url[-1] == "}" and "{" in url):
            url = url[:-1]
        yield Piece(url, match.start(), match.start() + len(url), whole=url == text.strip())


def sections(text: str) -> Iterator[Piece]:
    """Paths of .NET settings that are this API's, wherever they are written: `Services:AzureOpenAI:ApiKey`."""
    if ":" not in text and "__" not in text:
        return
    for match in _SECTION.finditer(text):
        if is_section(match[0]):
            yield Piece(match[0], match.start(), match.end())


@lru_cache(maxsize=8192)
def is_section(path: str) -> bool:
    """True for the path of a setting of this API, as .NET writes them: with `:` or `__` between its parts."""
    *above, last = [normal(part) for part in re.split(r":|__", path) if not part.isdigit()] or [""]
    if tables.pattern("keys", "generator").search(last):
        return True
    ours = any(tables.pattern("keys", "vendor").search(part) for part in above)
    return ours and tables.pattern("keys", "settings").search(last) is not None


def models(text: str, *, expected: bool) -> Iterator[Piece]:
    """Model ids in the text. `expected`: the key says that models are named here.

    Otherwise only an id that is all of the text, or follows `--model`, counts.
    """
    bare = text.strip()
    found = tables.model(bare)
    if found is not None:
        if expected or found[1]:
            start = text.index(bare)
            yield Piece(bare, start, start + len(bare), whole=True)
        return
    if expected and len(text) < 2000:
        tokens = list(_TOKEN.finditer(text))
        known = [t for t in tokens if (owner := tables.model(t[0])) is not None and _in_list(text, owner[1])]
        # A list of ids, not a sentence that mentions one.
        if len(known) * 2 >= len(tokens):
            for token in known:
                yield Piece(token[0], token.start(), token.end())
            return
    for flag in _MODEL_FLAG.finditer(text):
        if tables.model(flag["id"]) is not None:
            yield Piece(flag["id"], flag.start("id"), flag.end("id"))


def _in_list(text: str, strong: bool) -> bool:
    return strong or "," in text or ";" in text or "|" in text
