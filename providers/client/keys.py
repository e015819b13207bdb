"""API keys: where they are looked for, when they are refused, and how they are kept out of sight."""

from __future__ import annotations

import os
from collections.abc import Mapping

from providers.errors import MissingKeyError, ProviderError
from providers.types import Provider


def find(
    provider: Provider, environ: Mapping[str, str] | None = None, console: str | None = None
) -> tuple[str, str]:
    """The key and the name of the variable it was found in, looking at the vendor's own variables in
    the catalogue's order.

    Raises MissingKeyError naming every variable looked at and `console`, the page where keys are made.
    Another vendor's variable is never read: `OPENAI_API_KEY` is looked at for OpenAI alone.
    """
    environ = os.environ if environ is None else environ
    names = [v.name for v in provider.variables if v.role == "key"]
    for name in names:
        value = environ.get(name, "").strip()
        if value:
            return check(value, f"the value of {name}"), name
    where = f"; a key is made at {console}" if console else ""
    how = f"set {' or '.join(names)}, or pass api_key=" if names else "pass api_key="
    raise MissingKeyError(f"no API key for {provider.name}: {how}{where}")


def check(key: str, what: str = "api_key") -> str:
    """`key` without the white space around it. ProviderError, which does not show the key, when it
    cannot stand in an HTTP header: the libraries below would print it in their own error.
    """
    key = key.strip()
    if not key:
        raise MissingKeyError(f"{what} is empty")
    bad = next((i for i, c in enumerate(key) if not "\x21" <= c <= "\x7e"), None)
    if bad is not None:
        raise ProviderError(
            f"{what} is not a usable API key: character {bad + 1} of {len(key)} is not a visible ASCII "
            "character (a quote, a line end or a space copied with it?)"
        )
    return key


_SHORTEST = 6  # a shorter word is a placeholder, and would be found inside ordinary words


def mask(text: str, *secrets: str | None) -> str:
    """`text` with every given secret replaced by `***`."""
    for secret in secrets:
        if secret and len(secret) >= _SHORTEST and secret in text:
            text = text.replace(secret, "***")
    return text


def mask_value(value: object, *secrets: str | None) -> object:
    """A JSON-shaped value with every given secret in its texts replaced by `***`."""
    if isinstance(value, str):
        return mask(value, *secrets)
    if isinstance(value, dict):
        return {k: mask_value(v, *secrets) for k, v in value.items()}
    if isinstance(value, list):
        return [mask_value(v, *secrets) for v in value]
    return value
