"""Sites to findings: every rule looks at every site, and the edits they want are made to agree.

How edits of different findings are kept apart is described in `migrate.compose`. The order is by file,
line and rule, so that two assessments of the same code are the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from migrate.compose import compose
from migrate.errors import MigrateError
from migrate.model import Applicability, Finding, Severity, Site
from migrate.rules import RULES, gateway, request
from migrate.rules.base import Context, Draft, Ready, Rule, SetCode, SetValue
from migrate.rules.together import together
from migrate.suppress import Suppressed, Suppression, apply, suppressions
from providers.errors import ProviderError

if TYPE_CHECKING:
    from migrate.languages.notebook import Views

_WHERE_AND_WITH_WHAT = frozenset({"base-url", "api-key-variable"})  # of the address and key of ordinary clients


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the rules found, what the code asked not to see, and suppressions that nothing needed."""

    findings: tuple[Finding, ...]
    suppressed: tuple[Suppressed, ...] = ()
    unused_suppressions: tuple[Suppression, ...] = ()


class Scanned(Protocol):
    """What a scan hands over; `migrate.scan.ScanResult` is one."""

    @property
    def sites(self) -> Sequence[Site]:
        """Every use of an LLM API that was found."""


def assess(scanned: Scanned, ctx: Context, rules: Sequence[str] = ()) -> Assessment:
    """Judge every site by every rule (or by those named), in the order of file, line and rule."""
    from migrate.plan.settle import settle

    sites: Sequence[Site] = scanned.sites
    views = _notebooks(sites, ctx)
    if views is not None:
        sites = views.inside(sites)
        ctx = replace(ctx, sites=sites, read=views.read)
    wanted = [RULES[name] for name in rules or RULES]
    findings: list[Finding] = []
    paths: set[str] = set()
    for site in sorted(sites, key=_place):
        paths.add(site.path)
        if "sent" in site.flags:  # judged where the request is built
            continue
        drafts: list[tuple[str, Draft]] = []
        for rule in wanted:
            drafts += [(rule.id, draft) for draft in _checked(rule, site, ctx)]
        if ctx.style == "gateway":
            drafts = [(rule, gateway.spoken(rule, draft, site, ctx)) for rule, draft in drafts]
        if "wrapper" in site.flags:
            drafts = [(rule, _through_wrapper(draft)) for rule, draft in drafts]
        if drafts:
            findings += compose(site, _once(drafts), ctx)
    sources = [source for path in sorted(paths) if (source := ctx.read(path)) is not None]
    stay, gone, unused = apply(
        findings, [s for source in sources for s in suppressions(source)], lambda f: _lines(f, ctx)
    )
    ranks = {name: n for n, name in enumerate(RULES)}
    stay = sorted(stay, key=lambda f: (*_place(f.site), ranks[f.rule], f.parameter or "", f.message))
    ran = {rule.id for rule in wanted}
    if ran >= _WHERE_AND_WITH_WHAT:
        stay = together(settle(together(stay, ctx)), ctx)  # who loses to another may leave an address or a key behind
    if views is not None:
        stay = [views.finding(f) for f in stay]
        gone, unused = [views.suppressed(g) for g in gone], [views.suppression(u) for u in unused]
    unused = [s for s in unused if s.rule in ran or s.rule not in RULES]
    settled = settle(sorted(stay, key=lambda f: (*_place(f.site), ranks[f.rule], f.parameter or "", f.message)))
    return Assessment(
        settled, tuple(sorted(gone, key=lambda s: (*_place(s.finding.site), s.finding.rule))), tuple(unused)
    )


def _notebooks(sites: Sequence[Site], ctx: Context) -> Views | None:
    """The Python of the notebooks among the files; None when there is no notebook."""
    if not any(site.path.endswith(".ipynb") for site in sites):
        return None
    from migrate.languages.notebook import Views

    return Views(sites, ctx.read)


def _checked(rule: Rule, site: Site, ctx: Context) -> list[Draft]:
    """A rule's drafts. What a rule cannot cope with is said at the place, and the rest goes on."""
    try:
        return list(rule.check(site, ctx))
    except (MigrateError, ProviderError):
        raise  # about the catalogue or the arguments: meant for the user as it is
    except Exception as error:
        return [
            Draft(
                Severity.WARNING,
                Applicability.MANUAL,
                f"The rule {rule.id} failed here ({type(error).__name__}); what it would have said is missing.",
                todo="Judge this place by hand, and report the failure with the code of this line.",
                parameter="internal",
            )
        ]


def _through_wrapper(draft: Draft) -> Draft:
    """Only values are changed where a wrapper is called: it need not take what the API takes."""
    if all(isinstance(change, SetValue | SetCode | Ready) for change in draft.changes):
        return draft
    return replace(
        draft,
        changes=(),
        applicability=Applicability.MANUAL,
        todo=draft.todo or "Change the wrapper, or what it is called with; see that both still fit.",
        demoted="a wrapper is called here, whose own code decides what is sent",
    )


def _place(site: Site) -> tuple[str, int, int, int, str, str]:
    return (site.path, site.line, site.span.start, site.span.end, str(site.kind), site.api)


def _lines(finding: Finding, ctx: Context) -> tuple[int, ...]:
    """The lines a finding speaks of: that of its site, and that of the argument it is about."""
    site = finding.site
    arg = request.find(site, (finding.parameter or "").partition(".")[0])
    source = ctx.read(site.path) if arg is not None else None
    if arg is None or source is None:
        return (site.line,)
    return (site.line, source.line(arg.span.start))


def _once(drafts: Sequence[tuple[str, Draft]]) -> list[tuple[str, Draft]]:
    """One draft per rule and parameter: the first."""
    seen: set[tuple[str, str | None]] = set()
    kept = []
    for rule, draft in drafts:
        if (rule, draft.parameter) not in seen:
            seen.add((rule, draft.parameter))
            kept.append((rule, draft))
    return kept
