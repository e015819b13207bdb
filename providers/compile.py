"""Turn the authored YAML under `seeds/` into the JSON that is read at run time.

    python -m providers.compile            write seeds/compiled/
    python -m providers.compile --check    exit 1 when seeds/compiled/ is not what the YAML says

YAML is parsed here only. Figures with a decimal point are kept exact: rates become decimal text.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from providers import resources
from providers.errors import CatalogError

SCHEMA = 1
TABLES = ("mapping", "offers", "regions", "sources")  # one YAML and one JSON each, besides the vendors
_PARTS = ("vendor", "models", "dialect", "behaviour")  # the last two belong to other rooms, kept raw


def read_yaml(path: Path) -> Any:
    """The document at `path`; dates stay text, figures with a decimal point are `Decimal`.

    The same text is parsed once, so the result is shared: read it, do not change it.
    """
    return _parse(path.name, path.read_bytes())


@lru_cache(maxsize=256)
def _parse(name: str, data: bytes) -> Any:
    import yaml

    base: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

    class Loader(base):  # type: ignore[misc]
        """Keeps dates as text and figures exact; refuses a key that is written twice."""

        def construct_mapping(self, node: Any, deep: bool = False) -> Any:
            keys = [k.value for k, _ in node.value]
            if len(set(keys)) != len(keys):
                twice = next(k for k, n in Counter(keys).items() if n > 1)
                raise CatalogError(f"{name}:{node.start_mark.line + 1}: {twice!r} is written twice")
            return super().construct_mapping(node, deep)

    Loader.add_constructor("tag:yaml.org,2002:float", lambda _, node: Decimal(node.value))
    Loader.add_constructor("tag:yaml.org,2002:timestamp", lambda _, node: node.value)
    try:
        return yaml.load(data, Loader=Loader)  # noqa: S506 - a safe loader
    except yaml.MarkedYAMLError as exc:
        line = exc.problem_mark.line + 1 if exc.problem_mark else "?"
        raise CatalogError(f"{name}:{line}: {exc.problem}") from exc
    except (yaml.YAMLError, UnicodeDecodeError) as exc:
        raise CatalogError(f"{name}: {' '.join(str(exc).split())}") from exc


def plain(value: Any) -> Any:
    """`value` for JSON: a Decimal becomes a number."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [plain(v) for v in value]
    return float(value) if isinstance(value, Decimal) else value


def figures(value: Any) -> Any:
    """`value` with every number as decimal text, for rates."""
    if isinstance(value, dict):
        return {k: figures(v) for k, v in value.items()}
    if isinstance(value, list):
        return [figures(v) for v in value]
    if isinstance(value, Decimal) or (isinstance(value, int) and not isinstance(value, bool)):
        return format(value, "f") if isinstance(value, Decimal) else str(value)
    return value


def price_row(raw: Mapping[str, Any], billing: Mapping[str, Any]) -> dict[str, Any]:
    """A price entry in compiled form: rates as text, and with the vendor's rules that bear on it."""
    row = plain({k: v for k, v in raw.items() if k not in ("tiers", "batch", "service_tiers", "conflicts")})
    row["tiers"] = [
        ({"when": tier["when"]} if tier.get("when") else {})
        | figures({k: v for k, v in tier.items() if k != "when"})
        for tier in raw["tiers"]
    ]
    for name in ("batch", "service_tiers", "conflicts"):
        if name in raw:
            row[name] = figures(raw[name])
    conditions = {name for tier in raw["tiers"] for name in tier.get("when", ())}
    if conditions & {"input_tokens", "output_tokens"} and "bracket_edge" in billing:
        row["bracket_edge"] = billing["bracket_edge"]
    if "window" in conditions and "windows" in billing:
        row["windows"] = billing["windows"]
    if "timezone" in billing:
        row["timezone"] = billing["timezone"]
    return dict(row)


def model_row(
    raw: Mapping[str, Any], tokenizers: Mapping[str, Any], billing: Mapping[str, Any]
) -> dict[str, Any]:
    """A model in compiled form; a tokenizer given by name is written out."""
    row = plain({k: v for k, v in raw.items() if k != "prices"})
    tokenizer = raw.get("tokenizer")
    if isinstance(tokenizer, str):
        row["tokenizer"] = {"family": tokenizer, **plain(tokenizers.get(tokenizer, {}))}
    row["prices"] = [price_row(p, billing) for p in raw.get("prices", ())]
    return dict(row)


def _cited(compiled: Mapping[str, Any]) -> set[str]:
    """Source ids that the platforms and price lists of a vendor cite."""
    found = {p["console_source"].split(":")[0] for p in compiled["platforms"] if "console_source" in p}
    for model in compiled["models"]:
        for entry in model["prices"]:
            for ref in [*entry["sources"], *(c["source"] for c in entry.get("conflicts", ()))]:
                if not ref.startswith("http"):
                    found.add(ref.split(":")[0])
    return found


def vendor(folder: Path, sources: Mapping[str, Any]) -> dict[str, Any]:
    """One vendor in compiled form from the YAML files in its folder."""
    about = read_yaml(folder / "vendor.yaml")
    listed = read_yaml(folder / "models.yaml")
    if listed["id"] != about["id"] or folder.name != about["id"]:
        raise CatalogError(f"{folder.name}: the folder, vendor.yaml and models.yaml name different vendors")
    compiled = plain(about)
    tokenizers, billing = listed.get("tokenizers", {}), compiled["billing"]
    compiled["models"] = [model_row(m, tokenizers, billing) for m in listed["models"]]
    cited = _cited(compiled)
    compiled["sources"] |= {s: plain(v) for s, v in sources.items() if s in cited}
    for part in _PARTS[2:]:
        path = folder / f"{part}.yaml"
        raw = plain(read_yaml(path)) if path.is_file() else {}
        compiled["sources"] |= raw.pop("sources", {})
        compiled[part] = raw
    return dict(compiled)


def hosts(compiled: Mapping[str, Any]) -> list[str]:
    """API hosts of a vendor; `*` stands for one label that the account fills."""
    urls = [u["url"] for u in compiled["base_urls"]]
    urls += [p["base_url"] for p in compiled["platforms"] if "base_url" in p]
    urls += [e["path"] for e in compiled["endpoints"].values() if "://" in e.get("path", "")]
    found = {host_of(url) for url in urls}
    return sorted(h for h in found if h.strip("*."))


def host_of(url: str) -> str:
    """The host of a URL, its `{placeholder}` labels as `*`."""
    netloc = urlsplit(url).netloc.split("@")[-1].split(":")[0].lower()
    return ".".join("*" if "{" in label else label for label in netloc.split("."))


def summary(compiled: Mapping[str, Any]) -> dict[str, Any]:
    """What the index says of a vendor."""
    models = compiled["models"]
    return {
        "name": compiled["name"],
        "vendor": compiled["vendor"],
        "aliases": compiled.get("aliases", []),
        "as_of": compiled["as_of"],
        "platforms": {p["id"]: p["currency"] for p in compiled["platforms"]},
        "regions": [u["region"] for u in compiled["base_urls"]],
        "hosts": hosts(compiled),
        "models": dict(sorted(Counter(m["status"] for m in models).items())),
        "priced": sum(bool(m["prices"]) for m in models),
        "price_entries": sum(len(m["prices"]) for m in models),
    }


def index(vendors: Mapping[str, Mapping[str, Any]], digests: Mapping[str, str]) -> dict[str, Any]:
    """The table that answers ids, aliases, hosts and model owners without loading a vendor."""
    owners: dict[str, list[str]] = {}
    for pid, compiled in vendors.items():
        for model in compiled["models"]:
            for name in [model["id"], *model.get("aliases", ())]:
                owners.setdefault(name, [])
                if pid not in owners[name]:
                    owners[name].append(pid)
    return {
        "schema": SCHEMA,
        "as_of": max(c["as_of"] for c in vendors.values()),
        "vendors": {pid: summary(c) for pid, c in vendors.items()},
        "models": dict(sorted(owners.items())),
        "sha256": dict(sorted(digests.items())),
    }


def dump(value: Mapping[str, Any]) -> str:
    """JSON with one line per top-level key and per entry below it, so that a change reads as a diff."""

    def line(item: Any) -> str:
        return json.dumps(item, ensure_ascii=False, separators=(",", ":"))

    parts = []
    for key, item in value.items():
        if isinstance(item, dict) and item:
            body = ",\n".join(f"  {line(k)}:{line(v)}" for k, v in item.items())
            parts.append(f" {line(key)}:{{\n{body}\n }}")
        elif isinstance(item, list) and item and isinstance(item[0], dict):
            body = ",\n".join(f"  {line(v)}" for v in item)
            parts.append(f" {line(key)}:[\n{body}\n ]")
        else:
            parts.append(f" {line(key)}:{line(item)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def compile_seeds(root: Path) -> dict[str, str]:
    """Every compiled file by name, from the YAML below `root` (the `seeds` folder)."""
    digests: dict[str, str] = {}

    def note(path: Path) -> None:
        digests[path.relative_to(root).as_posix()] = hashlib.sha256(path.read_bytes()).hexdigest()

    out: dict[str, str] = {}
    tables: dict[str, Any] = {}
    for name in TABLES:
        path = root / f"{name}.yaml"
        note(path)
        tables[name] = plain(read_yaml(path))
        out[f"{name}.json"] = dump(tables[name])
    vendors: dict[str, dict[str, Any]] = {}
    for folder in sorted(p for p in (root / "vendors").iterdir() if (p / "vendor.yaml").is_file()):
        for part in _PARTS:
            if (folder / f"{part}.yaml").is_file():
                note(folder / f"{part}.yaml")
        vendors[folder.name] = vendor(folder, tables["sources"]["sources"])
        out[f"{folder.name}.json"] = dump(vendors[folder.name])
    out["index.json"] = dump(index(vendors, digests))
    return out


def stale(root: Path) -> list[str]:
    """Names of files in `seeds/compiled` that are not what the YAML says."""
    wanted = compile_seeds(root)
    folder = root / "compiled"
    present = {p.name: p.read_text(encoding="utf-8") for p in folder.glob("*.json")}
    return sorted(n for n in wanted.keys() | present.keys() if wanted.get(n) != present.get(n))


def write(root: Path) -> list[str]:
    """Write `seeds/compiled`; returns the names that changed."""
    folder = root / "compiled"
    folder.mkdir(exist_ok=True)
    wanted = compile_seeds(root)
    changed = []
    for name, text in wanted.items():
        path = folder / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
            changed.append(name)
    for path in folder.glob("*.json"):
        if path.name not in wanted:
            path.unlink()
            changed.append(path.name)
    return sorted(changed)


def main(argv: Iterable[str] | None = None) -> int:
    """Command line: see the module's docstring. Returns the exit code."""
    args = list(sys.argv[1:] if argv is None else argv)
    root = resources.seeds()
    if args not in ([], ["--check"]):
        print("usage: python -m providers.compile [--check]", file=sys.stderr)
        return 2
    try:
        names = stale(root) if args else write(root)
    except CatalogError as exc:
        print(exc, file=sys.stderr)
        return 2
    for name in names:
        print(f"{'stale' if args else 'written'}: seeds/compiled/{name}")
    return 1 if args and names else 0


if __name__ == "__main__":
    raise SystemExit(main())
