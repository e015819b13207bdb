"""What a plan depends on besides the code: flags and the folder's configuration file, checked and joined."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from migrate import config
from migrate.errors import UsageError
from providers import catalog

if TYPE_CHECKING:
    from migrate.wrappers import Wrapper
    from providers.types import Platform, Provider

DEFAULT_USAGE = "medium"
DEFAULT_STYLE = "env"
_MAINLAND = frozenset({"CN"})


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a plan depends on besides the code and the catalogue."""

    root: Path
    only: Path | None
    source: Provider
    target: Provider
    platform: Platform
    region: str | None
    on: date
    usage: str
    fx: tuple[str, ...] = ()
    models: Mapping[str, str] = field(default_factory=dict)
    deadline: date | None = None
    start: date | None = None
    people: int = 1
    hours_per_day: float = 6
    rules: tuple[str, ...] = ()
    skip: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    baseline: Path | None = None
    fail_on: str = "never"
    only_config: bool = False
    catalog_file: str | None = None  # the user's catalogue and who chose it
    style: str = DEFAULT_STYLE
    upgrade_sdk: bool = False
    wrappers: tuple[Wrapper, ...] = ()
    workers: int = 0  # processes that read files; 0 means one per processor. The plan is the same


def settings(
    path: Path,
    *,
    to: str | None,
    source: str | None = None,
    region: str | None = None,
    platform: str | None = None,
    models: Mapping[str, str] | None = None,
    usage: str | None = None,
    fx: tuple[str, ...] = (),
    on: date,
    deadline: date | None = None,
    start: date | None = None,
    people: int = 1,
    hours_per_day: float = 6,
    only: tuple[str, ...] = (),
    skip: tuple[str, ...] = (),
    exclude: tuple[str, ...] = (),
    baseline: Path | None = None,
    catalog_file: Path | None = None,
    fail_on: str | None = None,
    only_config: bool = False,
    style: str | None = None,
    upgrade_sdk: bool = False,
) -> Settings:
    """Flags and the folder's configuration file, checked and joined. Raises UsageError, one line each."""
    if not path.exists():
        raise UsageError(f"{path}: no such file or folder")
    single = path if path.is_file() else None
    if single is None and not path.is_dir():
        raise UsageError(f"{path}: neither a file nor a folder")
    root = (single.parent if single is not None else path).resolve()
    said = config.load(root)
    used = catalog_file or (Path(said.catalog) if said.catalog else None)
    catalog.use_overrides(used)
    from providers.tokens import local

    local.use(local.Local(calibration=said.tokens.get("calibration")))
    named = f"{used}" if catalog_file else f"{used}, named by {said.path} of the scanned code"
    wanted = to or said.to
    if not wanted:
        raise UsageError("say where to: `--to zhipu`; `migrate providers` lists the vendors")
    target = catalog.load(wanted)
    vendor = catalog.load(source or said.source or "openai")
    if deadline is None and start is None and not said.deadline and (people, hours_per_day) != (1, 6):
        raise UsageError("--people and --hours-per-day shape the schedule: say --deadline too")
    if vendor.id == target.id:
        raise UsageError(f"--from and --to are both {target.id}; say with --from which vendor is left")
    where = _region(region or said.region)
    return Settings(
        root=root,
        only=single.resolve() if single is not None else None,
        source=vendor,
        target=target,
        platform=_platform(target, platform or said.platform, where),
        region=where,
        on=on,
        usage=usage or said.usage or DEFAULT_USAGE,
        fx=fx or said.fx,
        models={**said.models, **(models or {})},
        deadline=deadline or (_date(said.deadline, said) if said.deadline else None),
        start=start,
        people=people,
        hours_per_day=hours_per_day,
        rules=_rules(only or said.only, "--only"),
        skip=_rules(skip or said.skip, "--skip"),
        exclude=(*said.exclude, *exclude),
        baseline=baseline or (Path(said.baseline) if said.baseline else None),
        fail_on=fail_on or said.fail_on or "never",
        catalog_file=named if used else None,
        only_config=only_config,
        wrappers=said.wrappers,
        style=style or said.style or DEFAULT_STYLE,
        upgrade_sdk=upgrade_sdk or said.upgrade_sdk,
    )


def _region(text: str | None) -> str | None:
    if text is None:
        return None
    from migrate.cost import region

    return region.code(text)


def _date(text: str, said: config.Config) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{said.path}: `deadline` {text!r} is not a date; write YYYY-MM-DD") from None


def _platform(target: Provider, wanted: str | None, region: str | None) -> Platform:
    known = {platform.id: platform for platform in target.platforms}
    if wanted is not None:
        if wanted not in known:
            near = difflib.get_close_matches(wanted, known, 1)
            hint = f"did you mean {near[0]}?" if near else f"{target.id} has {', '.join(known)}"
            raise UsageError(f"--platform {wanted}: {hint}")
        return known[wanted]
    if region is not None and region not in _MAINLAND and "intl" in known:
        return known["intl"]
    return target.platforms[0]


def _rules(names: tuple[str, ...], flag: str) -> tuple[str, ...]:
    if names:
        from migrate.rules import RULES

        for name in names:
            if name not in RULES:
                near = difflib.get_close_matches(name, RULES, 1)
                hint = f"did you mean {near[0]}?" if near else "`migrate explain` lists them"
                raise UsageError(f"{flag} {name}: no such rule; {hint}")
    return names
