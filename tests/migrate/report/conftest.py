"""A plan as `migrate plan` makes it, from the shipped catalogue and hand-written findings."""

from datetime import date
from types import SimpleNamespace

import pytest

from migrate import cost
from migrate.cost import effort, fx, offers, region, schedule, usage
from migrate.model import (
    Applicability,
    Confidence,
    Edit,
    Finding,
    Plan,
    PlannedFile,
    Proof,
    Severity,
    Site,
    SiteKind,
    Skipped,
    Span,
    digest,
)
from providers import catalog

ON = date(2026, 11, 23)


def site(path="app/chat.py", line=12, kind=SiteKind.CALL, api="chat.completions.create", **more):
    return Site(
        kind=kind, api=api, path=path, span=Span(line * 10, line * 10 + 8), line=line, column=5,
        language="python", confidence=Confidence.HIGH, **more,
    )  # fmt: skip


def edit(path="app/chat.py", at=120, before='"gpt-4o"', after='"glm-4.7"'):
    return Edit(path, Span(at, at + len(before)), before, digest(before.encode()), after)


def findings():
    fact = Proof("zhipu.dialect.temperature", "0 to 1", ("zai-sdk:zai/_client.py",), "2026-08-14", 1)
    mapping = Proof("mapping.zhipu.flagship", "same tier", ("seeds:mapping",), "2026-11-23", 3)
    return (
        Finding(
            "endpoint-missing", site(line=40, api="moderations.create"), Severity.BLOCKER, Applicability.MANUAL,
            "zhipu has no moderations endpoint", (), (fact,), "call another moderation service, or drop the check",
        ),
        Finding(
            "model-mapping", site(line=12), Severity.BLOCKER, Applicability.SAFE,
            "zhipu has no model gpt-4o: glm-4.7 takes its place", (edit(at=120),), (mapping,),
        ),
        Finding(
            "model-mapping", site(line=30), Severity.BLOCKER, Applicability.SAFE,
            "zhipu has no model gpt-4o: glm-4.7 takes its place", (edit(at=300),), (mapping,),
        ),
        Finding(
            "temperature-range", site(line=30), Severity.WARNING, Applicability.REVIEW,
            "glm-4.7 takes temperature from 0 to 1, this call sends 1.4", (edit(at=340, before="1.4", after="1.0"),),
            (fact, mapping), demoted="the value is used in two more places",
        ),
        Finding("seed", site(line=30), Severity.INFO, Applicability.MANUAL, "zhipu documents no seed", (), (fact,)),
    )  # fmt: skip


@pytest.fixture
def made():
    """The parts plans are made of: `site(...)`, `edit(...)`, `findings()`."""
    return SimpleNamespace(site=site, edit=edit, findings=findings)


@pytest.fixture
def make_plan():
    """Build a plan; every part of it can be replaced."""

    def make(found=None, *, mapping=None, profile="small", rates=(), deadline=None, **changes):
        found = findings() if found is None else found
        openai, zhipu = catalog.load("openai"), catalog.load("zhipu")
        mapping = {"gpt-4o": "glm-4.7", "text-embedding-3-small": "embedding-3"} if mapping is None else mapping
        sites = tuple(f.site for f in found)
        lines, bill = cost.estimate(
            cost.uses(mapping, sites, openai),
            usage.load(profile),
            source=cost.Side(openai, "global"),
            target=cost.Side(zhipu, "cn"),
            on=ON,
            fx=[fx.parse(rate) for rate in rates],
        )
        work = effort.section(found, embeddings_change=True)
        sections = {
            "scan": {"files": 23, "bytes": 51200, "sites": 41},
            "models": [
                {"source": old, "target": new, "reasons": ["same tier", "tools, JSON"]}
                for old, new in mapping.items()
            ],
            "cost": bill,
            "offer": offers.section(zhipu, lines, platform="cn", on=ON),
            "effort": work,
            "schedule": schedule.section(work, start=ON, deadline=deadline),
            "region": region.section("CN", source=openai, target=zhipu),
        }
        files = (PlannedFile("app/chat.py", digest(b""), 900, "utf-8", 3),)
        values = {
            "schema": 1, "id": "0123456789abcdef" * 4, "tool_version": "0.1.0",
            "created": "2026-11-23T14:02:00+00:00",
            "root": "shop", "source": "openai", "target": "zhipu", "region": "CN",
            "catalog": {"openai": "2026-11-23", "zhipu": "2026-11-23"}, "options": {"platform": "cn"}, "git": None,
            "sites": sites, "findings": found, "suppressed": (), "files": files,
            "skipped": (Skipped("data/big.json", "too_large", "4.1 MB"),), "estimates": lines, "sections": sections,
            "applyable": True, "complete": False,
        }  # fmt: skip
        return Plan(**{**values, **changes})

    return make
