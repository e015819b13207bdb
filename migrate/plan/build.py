"""From a folder to a plan: scan, assess, price, and put it all into one value. Never writes."""

from __future__ import annotations

import difflib
import subprocess
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migrate import __version__, config
from migrate.errors import RefusedError, UsageError
from migrate.model import Applicability, Finding, Plan, Severity, Skipped, digest
from providers import catalog

if TYPE_CHECKING:
    from migrate.rules.base import Context
    from migrate.scan import ScanResult
    from migrate.source import SourceFile
    from migrate.wrappers import Wrapper
    from providers.types import Platform, Provider

DEFAULT_USAGE = "medium"
DEFAULT_STYLE = "env"
_MAINLAND = frozenset({"CN"})
# Skips that leave something unjudged; the others (a folder of dependencies, a lock file) are as they should be.
_HARMLESS = frozenset({"installed", "vendored", "generated", "lock_file", "submodule"})


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
        raise UsageError(f"--from and --to are both {target.id}; there is nothing to move")
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


def _chosen_rules(chosen: Settings) -> tuple[str, ...]:
    from migrate.rules import RULES

    return tuple(name for name in (chosen.rules or RULES) if name not in chosen.skip)


def build(chosen: Settings) -> Plan:
    """Scan, assess and price. Raises UsageError when nothing could be read."""
    from migrate import scan
    from migrate.plan import planned

    scanned = scan.scan(
        chosen.root,
        scan.ScanOptions(
            only=chosen.only,
            workers=chosen.workers,
            exclude=(*chosen.exclude, *planned.own(chosen)),
            only_config=chosen.only_config,
            wrappers=chosen.wrappers,
        ),
    )
    if not scanned.files:
        said = (s.reason.replace("_", " ") + (f": {s.detail}" if s.detail else "") for s in scanned.skipped)
        reasons = ", ".join(sorted(set(said))[:3]) or "it holds no file of a kind that is looked at"
        raise UsageError(f"{chosen.only or chosen.root}: nothing to read here ({reasons})")

    from migrate import assess
    from migrate.plan import codec, seal
    from migrate.plan.suggested import suggest

    ctx = context_of(chosen, scanned)
    judged = assess.assess(scanned, ctx, _chosen_rules(chosen))
    findings = judged.findings
    if chosen.baseline is not None:
        findings = _new(findings, chosen)
    hidden = len(judged.findings) - len(findings)
    estimates, sections = _sections(chosen, ctx, scanned, findings)
    suggested = suggest(chosen.root, scanned.sites, chosen.wrappers)
    if suggested:
        sections["wrappers"] = suggested
    sections["unused_suppressions"] = [codec.members(entry) for entry in judged.unused_suppressions]
    plan = Plan(
        schema=1,
        id="",
        tool_version=__version__,
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        root=str(chosen.root),
        source=chosen.source.id,
        target=chosen.target.id,
        region=chosen.region,
        catalog={
            "as of": catalog.as_of(),
            **({"with": chosen.catalog_file} if chosen.catalog_file else {}),
            **_digest(),
        },
        options={**_options(chosen), **({"known": hidden} if chosen.baseline is not None else {})},
        git=_git(chosen.root),
        sites=scanned.sites,
        findings=findings,
        suppressed=tuple(codec.members(entry) for entry in judged.suppressed),
        files=planned.files(findings, ctx),
        skipped=scanned.skipped,
        estimates=estimates,
        sections=sections,
        applyable=any(f.edits and f.applicability is not Applicability.MANUAL for f in findings),
        complete=_complete(scanned),
    )
    return seal.seal(plan)


def reached(plan: Plan, fail_on: str) -> bool:
    """Whether the plan has a finding at or above the threshold: blocker > manual > review > never."""
    if fail_on == "never":
        return False
    if fail_on == "blocker":
        return any(f.severity is Severity.BLOCKER for f in plan.findings)
    wanted = {"manual": {Applicability.MANUAL}, "review": {Applicability.MANUAL, Applicability.REVIEW}}[fail_on]
    return any(
        f.severity is Severity.BLOCKER or (f.severity is Severity.WARNING and f.applicability in wanted)
        for f in plan.findings
    )


def context_of(chosen: Settings, scanned: ScanResult) -> Context:
    """What the rules see of a scan: both vendors, the region, the options, and the files when they ask."""
    from migrate import source
    from migrate.rules.base import Context

    kept: dict[str, SourceFile | None] = {}

    def read(path: str) -> SourceFile | None:
        if path not in kept:
            found = source.read(chosen.root, path)
            kept[path] = None if isinstance(found, Skipped) else found
        return kept[path]

    return Context(
        source=chosen.source,
        target=chosen.target,
        platform=chosen.platform.id,
        region=chosen.region,
        on=chosen.on,
        model_overrides=chosen.models,
        read=read,
        sites=scanned.sites,
        style=chosen.style,
        upgrade_sdk=chosen.upgrade_sdk,
    )


def _sections(
    chosen: Settings, ctx: Context, scanned: ScanResult, findings: tuple[Finding, ...]
) -> tuple[tuple[Any, ...], dict[str, object]]:
    from migrate import cost
    from migrate.cost import effort, fx, offers, recount, region, schedule, usage
    from migrate.rules.choices import choices as models_in_use

    choices = models_in_use(ctx)
    mapping = {c.source: c.target for c in choices.values()}
    wanted = cost.uses(mapping, scanned.sites, chosen.source)
    chat = {use.model: use.target for use in wanted if use.kind == "chat"}
    counted = recount.section(recount.texts(scanned.sites), chat, source=chosen.source, target=chosen.target)
    estimates, bill = cost.estimate(
        wanted,
        usage.load(chosen.usage),
        source=cost.Side(chosen.source, chosen.source.platforms[0].id),
        target=cost.Side(chosen.target, chosen.platform.id),
        on=chosen.on,
        fx=tuple(fx.parse(text) for text in chosen.fx),
        token_ratio=recount.ratios(counted),
        thinking=_thinking(chosen.target, mapping),
    )
    embeddings = any(f.rule == "embeddings" for f in findings)
    work = effort.section(findings, embeddings_change=embeddings)
    sections: dict[str, object] = {
        "scan": _scan_section(scanned),
        "models": {
            c.source: {"target": c.target, "reasons": list(c.reasons), "why_not": c.why_not,
                       "runners_up": list(c.runners_up)}
            for c in choices.values()
        },
        "tokens": counted,
        "cost": bill,
        "offer": offers.section(
            chosen.target,
            estimates,
            platform=chosen.platform.id,
            on=chosen.on,
        ),
        "effort": work,
    }  # fmt: skip
    if chosen.deadline is not None or chosen.start is not None:
        team = schedule.Team(chosen.people, Decimal(str(chosen.hours_per_day)))
        start = chosen.start or chosen.on
        sections["schedule"] = schedule.section(work, start=start, deadline=chosen.deadline, team=team)
    if chosen.region is not None:
        sections["region"] = region.section(chosen.region, source=chosen.source, target=chosen.target)
    return estimates, sections


def _thinking(target: Provider, mapping: Mapping[str, str | None]) -> dict[str, bool]:
    """Whether each target model thinks when a request does not say, where the dialect establishes it."""
    from providers import dialect

    found = {model: dialect.thinking_of(target, model, {}) for model in mapping.values() if model}
    return {model: thinks for model, thinks in found.items() if thinks is not None}


def _scan_section(scanned: ScanResult) -> dict[str, object]:
    kinds = Counter(site.kind.value for site in scanned.sites)
    return {
        "files": scanned.files,
        "bytes": scanned.bytes,
        "sites": len(scanned.sites),
        "kinds": dict(sorted(kinds.items())),
        "parse_error_files": list(scanned.parse_error_files),
    }


def _complete(scanned: ScanResult) -> bool:
    return not scanned.parse_error_files and all(s.reason in _HARMLESS for s in scanned.skipped)


def _new(findings: tuple[Finding, ...], chosen: Settings) -> tuple[Finding, ...]:
    """What the baseline did not have; a plan of another move says nothing about this one."""
    from migrate import baseline
    from migrate.plan import store

    path = chosen.baseline
    if path is None:
        return findings
    earlier = store.load(path)
    if (earlier.source, earlier.target) != (chosen.source.id, chosen.target.id):
        raise UsageError(
            f"--baseline {path}: that plan moves {earlier.source} to {earlier.target}, "
            f"this one {chosen.source.id} to {chosen.target.id}"
        )
    return baseline.new(findings, earlier.findings)


def _options(chosen: Settings) -> dict[str, object]:
    return {
        "path": str(chosen.only.relative_to(chosen.root)) if chosen.only else ".",
        "platform": chosen.platform.id,
        "at": chosen.on.isoformat(),
        "usage": chosen.usage,
        "fx": list(chosen.fx),
        "models": dict(chosen.models),
        "style": chosen.style,
        "upgrade_sdk": chosen.upgrade_sdk,
        "deadline": chosen.deadline.isoformat() if chosen.deadline else None,
        "only": list(chosen.rules),
        "skip": list(chosen.skip),
        "exclude": list(chosen.exclude),
    }


def _digest() -> dict[str, str]:
    together = "\n".join(f"{name} {value}" for name, value in sorted(catalog.digests().items()))
    return {"sha256": digest(together.encode())}


def _git(root: Path) -> dict[str, object] | None:
    """The commit the plan was made at and whether the tree had other changes; None outside git."""
    from migrate.apply import gitstate
    from migrate.walk import git_command

    try:
        changed = gitstate.changed(root)
    except RefusedError:
        return None
    if changed is None:
        return None
    command, environment = git_command(root, "rev-parse", "HEAD")
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    return {"head": done.stdout.strip() if done.returncode == 0 else None, "dirty": bool(changed)}
