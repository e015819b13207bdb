"""What `migrate init` writes: a commented configuration and usage file. Existing files are kept."""

from __future__ import annotations

from pathlib import Path

from migrate.errors import UsageError
from providers import catalog

_CONFIG = """\
# Settings of `migrate` for this codebase. A flag on the command line wins over a line here.
to = "{target}"
from = "{source}"
# platform = "{platform}"     # the target's billing platform: {platforms}
# region = "CN"          # where the application runs; checks that the vendors serve it
usage = "usage.yaml"     # monthly usage to price; or small, medium, large
# deadline = "{deadline}"  # order the work in steps that fit before this date
# fail-on = "manual"     # exit 1 while findings of this kind, or worse, remain: blocker, manual, review, never
# style = "inline"       # the code keeps address and model; env (default): variables; gateway: a LiteLLM proxy
# exclude = ["docs/", "*.min.js"]
# skip = ["seed"]        # rules that are not wanted; `migrate explain` lists them
# catalog = "vendors.yaml"  # your own gateways, models and negotiated prices

# [models]               # where the proposed model is not the one you want
# "gpt-4o" = "{model}"

# [tokens]
# calibration = "migrate-tokens.json"  # of `migrate tokens calibrate`
# baichuan = "tokenizer.model"         # Baichuan's vocabulary: counts its models exactly
"""


def write(root: Path, *, target: str, source: str) -> tuple[str, ...]:
    """Write `migrate.toml` and `usage.yaml` below `root`; returns a line to print for each.

    Raises UsageError when `root` is not a folder or cannot be written to.
    """
    from migrate.cost import usage

    if not root.is_dir():
        raise UsageError(f"{root}: not a folder; give the root of the codebase")
    vendor = catalog.load(target)
    platforms = [platform.id for platform in vendor.platforms]
    config = _CONFIG.format(
        target=vendor.id,
        source=catalog.resolve(source),
        platform=platforms[0],
        platforms=", ".join(platforms),
        deadline="2027-01-31",
        model=next((m.id for m in vendor.models.values() if m.kind == "chat" and m.status == "active"), "model"),
    )
    said = []
    for name, text in (("migrate.toml", config), ("usage.yaml", usage.template())):
        path = root / name
        try:
            with path.open("x", encoding="utf-8") as handle:
                handle.write(text)
        except FileExistsError:
            said.append(f"kept   {path} (it exists)")
        except OSError as error:
            raise UsageError(f"{path}: cannot be written ({error.strerror})") from None
        else:
            said.append(f"wrote  {path}")
    said.append(f"next   migrate plan {root} -o plan.json")
    return tuple(said)
