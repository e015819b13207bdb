"""How much an application uses: a shipped profile or the user's own `usage.yaml`, checked with places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from migrate.errors import UsageError
from migrate.model import Provenance
from migrate.redact import printable
from providers import resources

if TYPE_CHECKING:
    import yaml

PROFILES = ("small", "medium", "large")
Kind = Literal["chat", "embedding"]
KINDS: tuple[Kind, ...] = ("chat", "embedding")
MAX_BYTES = 1_000_000
MAX_COUNT = 10**15  # far above any real month; keeps a typing error from becoming a plausible bill

_COUNTS = ("requests_per_month", "prompt_tokens", "completion_tokens")
_FIELDS = (*_COUNTS, "cached_share", "provenance")
_TOP = ("version", "name", "chat", "embedding", "models", "sites")


@dataclass(frozen=True, slots=True)
class Figures:
    """What one entry of a usage file says; None is not said. Tokens are per request."""

    requests_per_month: int | None = None
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    cached_share: Decimal | None = None
    provenance: Provenance | None = None

    def over(self, default: Figures | None) -> Figures:
        """These figures, with what they leave out taken from `default`."""
        if default is None:
            return self
        return Figures(
            *(
                mine if (mine := getattr(self, name)) is not None else getattr(default, name)
                for name in _FIELDS
            )
        )


@dataclass(frozen=True, slots=True)
class Usage:
    """A usage profile. `chat` and `embedding` hold for the whole application, per month."""

    name: str
    origin: str
    defaults: Mapping[str, Figures]
    models: Mapping[str, Figures]
    sites: Mapping[str, Figures]


def load(name: str) -> Usage:
    """A shipped profile (`small`, `medium`, `large`) or the usage file at that path.

    A name that is both is the profile; write `./small` for a file. Raises UsageError with file and line.
    """
    if name in PROFILES:
        path = resources.seeds("usage", f"{name}.yaml")
        return parse(path.read_bytes(), origin=f"profile {name}")
    path = Path(name)
    try:
        with path.open("rb") as handle:
            data = handle.read(MAX_BYTES + 1)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        known = ", ".join(PROFILES)
        raise UsageError(
            f"usage {name!r}: {reason}; give one of {known}, or a file from `migrate init`"
        ) from error
    if len(data) > MAX_BYTES:
        raise UsageError(f"{printable(name)}: larger than {MAX_BYTES} bytes; this is no usage file")
    return parse(data, origin=name)


def template() -> str:
    """The commented usage file that `init` writes."""
    return resources.seeds("usage", "template.yaml").read_text(encoding="utf-8")


def parse(data: bytes, *, origin: str) -> Usage:
    """Check and read a usage file. UsageError names `origin`, the line and the key."""
    import yaml

    reader = _Reader(origin)
    try:
        root = yaml.compose(data.decode("utf-8-sig"), Loader=yaml.SafeLoader)
    except UnicodeDecodeError as error:
        raise UsageError(f"{printable(origin)}: not UTF-8 text") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        problem = printable(error.problem or error.context or "broken YAML")
        raise UsageError(f"{printable(origin)}:{line}: {problem}") from error
    except yaml.YAMLError as error:
        raise UsageError(f"{printable(origin)}: {printable(str(error).splitlines()[0])}") from error
    except RecursionError as error:
        raise UsageError(f"{printable(origin)}: nested too deeply") from error
    if root is None:
        raise UsageError(f"{printable(origin)}: empty; `migrate init` writes a commented usage file")
    return reader.usage(root)


class _Reader:
    """Walks the composed nodes, so that every complaint has a line."""

    def __init__(self, origin: str) -> None:
        self.origin = origin

    def fail(self, node: yaml.Node, where: str, problem: str) -> UsageError:
        place = f"{where}: " if where else ""
        return UsageError(printable(f"{self.origin}:{node.start_mark.line + 1}: {place}{problem}"))

    def usage(self, root: yaml.Node) -> Usage:
        top = dict(self.entries(root, "", _TOP))
        version = top.get("version")
        if version is None:
            raise self.fail(root, "version", "missing; write `version: 1`")
        if self.count(version, "version") != 1:
            raise self.fail(version, "version", "only version 1 is known")
        name = self.text(top["name"], "name") if "name" in top else self.origin
        return Usage(
            name=name,
            origin=self.origin,
            defaults={kind: self.figures(top[kind], kind, kind) for kind in KINDS if kind in top},
            models=self.table(top.get("models"), "models"),
            sites=self.table(top.get("sites"), "sites"),
        )

    def table(self, node: yaml.Node | None, where: str) -> dict[str, Figures]:
        if node is None or self.is_null(node):
            return {}
        found = {}
        for key, value in self.entries(node, where, None):
            if where == "sites" and not _is_place(key):
                raise self.fail(
                    value, f"{where}.{key}", "write the call site as path:line, e.g. app/chat.py:42"
                )
            found[key] = self.figures(value, f"{where}.{key}", None)
        return found

    def figures(self, node: yaml.Node, where: str, kind: str | None) -> Figures:
        given = dict(self.entries(node, where, _FIELDS))
        if not given:
            raise self.fail(node, where, f"empty; give at least one of {', '.join(_COUNTS)}")
        if kind == "embedding" and "completion_tokens" in given:
            raise self.fail(given["completion_tokens"], where, "embeddings have no completion_tokens")
        counts = {name: self.count(given[name], f"{where}.{name}") for name in _COUNTS if name in given}
        share = given.get("cached_share")
        origin = given.get("provenance")
        return Figures(
            requests_per_month=counts.get("requests_per_month"),
            prompt_tokens=counts.get("prompt_tokens"),
            completion_tokens=counts.get("completion_tokens"),
            cached_share=None if share is None else self.share(share, f"{where}.cached_share"),
            provenance=None if origin is None else self.provenance(origin, f"{where}.provenance"),
        )

    def entries(
        self, node: yaml.Node, where: str, allowed: tuple[str, ...] | None
    ) -> Iterator[tuple[str, yaml.Node]]:
        import yaml

        if not isinstance(node, yaml.MappingNode):
            raise self.fail(node, where, "must be a table of `key: value` lines")
        seen: set[str] = set()
        for key_node, value in node.value:
            if not isinstance(key_node, yaml.ScalarNode) or not key_node.value:
                raise self.fail(key_node, where, "a key must be plain text")
            key = str(key_node.value)
            if key in seen:
                raise self.fail(key_node, where, f"{key} is given twice")
            seen.add(key)
            if allowed is not None and key not in allowed:
                raise self.fail(key_node, where, _unknown_key(key, allowed))
            yield key, value

    def scalar(self, node: yaml.Node, where: str, what: str) -> str:
        import yaml

        if not isinstance(node, yaml.ScalarNode) or self.is_null(node):
            raise self.fail(node, where, f"must be {what}")
        return str(node.value)

    def text(self, node: yaml.Node, where: str) -> str:
        if node.tag != "tag:yaml.org,2002:str":
            raise self.fail(node, where, "must be text; put it in quotes")
        return self.scalar(node, where, "text")

    def is_null(self, node: yaml.Node) -> bool:
        return str(node.tag) == "tag:yaml.org,2002:null"

    def count(self, node: yaml.Node, where: str) -> int:
        text = self.scalar(node, where, "a whole number").replace("_", "")
        if (
            node.tag != "tag:yaml.org,2002:int"
            or not (text.isascii() and text.isdigit())
            or text != str(int(text))
        ):
            raise self.fail(node, where, f"must be a whole number, 0 or more, not {node.value!r}")
        if int(text) > MAX_COUNT:
            raise self.fail(node, where, f"{text} is larger than {MAX_COUNT}")
        return int(text)

    def share(self, node: yaml.Node, where: str) -> Decimal:
        text = self.scalar(node, where, "a share between 0 and 1")
        numeric = node.tag in ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
        try:
            value = Decimal(text) if numeric else Decimal("NaN")
        except InvalidOperation:
            value = Decimal("NaN")
        if not value.is_finite() or not 0 <= value <= 1:
            raise self.fail(node, where, f"must be a share between 0 and 1, not {text!r}")
        return value

    def provenance(self, node: yaml.Node, where: str) -> Provenance:
        text = self.scalar(node, where, "text")
        if text not in list(Provenance):
            raise self.fail(node, where, f"must be one of {', '.join(Provenance)}, not {text!r}")
        return Provenance(text)


def _is_place(text: str) -> bool:
    path, _, line = text.rpartition(":")
    return bool(path) and line.isascii() and line.isdigit()


def _unknown_key(key: str, allowed: tuple[str, ...]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(key, allowed, n=1)
    hint = f"did you mean {near[0]}?" if near else f"known keys: {', '.join(allowed)}"
    return f"unknown key {key}; {hint}"
