"""From a folder to a plan: scan, assess, price, and put it all into one value. Never writes."""

from __future__ import annotations

import subprocess
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from migrate import __version__
from migrate.errors import RefusedError, UsageError
from migrate.model import Applicability, Finding, Plan, Severity, Skipped, digest
from migrate.plan.settings import Settings, settings
from providers import catalog

if TYPE_CHECKING:
    from migrate.rules.base import Context
    from migrate.scan import ScanResult
    from migrate.source import SourceFile
    from providers.types import Provider

__all__ = ["Settings", "build", "context_of", "reached", "settings"]

# Skips that leave something unjudged; the others (a folder of dependencies, a lock file) are as they should be.
_HARMLESS = frozenset({"installed", "vendored", "generated", "lock_file", "submodule"})


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
            leaving=chosen.source.id,
        ),
    )
    if not scanned.files:
        said = (s.reason.replace("_", " ") + (f": {s.detail}" if s.detail else "") for s in scanned.skipped)
        reasons = ", ".join(sorted(set(said))[:3]) or "it holds no file of a kind that is looked at"
        raise UsageError(f"{chosen.only or chosen.root}: nothing to read here ({reasons})")

    from migrate import assess
    from migrate.plan import codec, seal, suggested
    from migrate.scan.workers import PARALLEL_BYTES

    many = chosen.workers != 1 and scanned.bytes > PARALLEL_BYTES
    wrappers = suggested.ahead(chosen.root, scanned.sites, chosen.wrappers, scanned.listed, beside=many)
    ctx = context_of(chosen, scanned)
    judged = assess.assess(scanned, ctx, _chosen_rules(chosen))
    findings = judged.findings
    if chosen.baseline is not None:
        findings = _new(findings, chosen)
    hidden = len(judged.findings) - len(findings)
    estimates, sections = _sections(chosen, ctx, scanned, findings)
    if found := wrappers():
        sections["wrappers"] = found
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
        listed=scanned.listed or frozenset(),
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
