"""Every call site of `tests/cases/proof`, really run before and after: the requests differ in just the planned fields.

`expected/<vendor>.yaml` says, per site, what differs in the body after the safe edits (`safe`) and after those to
review as well (`review`, where that is not the same); `refused` is what the vendor would still turn down, which
the plan leaves to a person. Address and key are checked for all sites alike.
"""

from __future__ import annotations

import re
import sys
from datetime import date
from pathlib import Path

import pytest

from migrate.plan import build
from migrate.verify.record import prove
from migrate.verify.record.compare import ABSENT
from providers import catalog
from tests import yaml_file

HERE = Path(__file__).parent
CASES = HERE.parent / "cases" / "proof"
RUNS = [("zhipu", False), ("zhipu", True), ("moonshot", True), ("baichuan", True)]
ALL_RUNS = [*RUNS, ("moonshot", False)]


def site_of(request) -> str:
    """The name a call site gives itself in its prompt."""
    body = request.body
    texts = [m.get("content") for m in body.get("messages", ())] or [body.get("input")]
    found = re.search(r"site ([a-z0-9-]+)", str(texts))
    assert found, body
    again = sum(m.get("role") == "tool" for m in body.get("messages", ()))
    return found[1] + " again" * again


def value(thing) -> str:
    return "-" if thing is ABSENT else repr(thing)


def told(pair, whys) -> list[str]:
    """Differences of the body, in one line each with the rule; and what the target refuses."""
    lines = [
        f"{w.difference.name.removeprefix('body.')}: {value(w.difference.before)} -> {value(w.difference.after)}"
        f" | {w.finding.rule if w.finding else w.other or 'UNPLANNED'}"
        for w in whys
        if w.difference.place[0] == "body"
    ]
    return sorted(lines) + [f"refused: {pair.after.status}"] * bool(pair.after.refused)


@pytest.fixture(scope="module")
def proofs(tmp_path_factory):
    """The proof for a vendor, made once; what the program sends today is the same for all of them."""
    plans, made = {}, {}

    def proof(vendor, unsafe):
        if vendor not in plans:
            plans[vendor] = build.build(build.settings(CASES, to=vendor, on=date(2026, 11, 23)))
        if (vendor, unsafe) not in made:
            before = next(iter(made.values())).before if made else None
            made[vendor, unsafe] = prove(
                plans[vendor], CASES, [sys.executable, "run_all.py"], unsafe=unsafe, before=before
            )
        return made[vendor, unsafe]

    return proof


@pytest.mark.parametrize(("vendor", "unsafe"), RUNS)
def test_every_site_differs_in_the_planned_fields_and_no_other(proofs, vendor, unsafe):
    proof = proofs(vendor, unsafe)
    assert proof.before.ran.ok, proof.before.ran.tail
    assert not proof.unplanned, [(site_of(p.before), w.difference) for p, w in proof.unplanned]
    assert not proof.compared.added
    found = {site_of(p.before): told(p, w) for p, w in zip(proof.compared.pairs, proof.whys, strict=True)}
    found |= {site_of(r): ["missing"] for r in proof.compared.missing}
    expected = yaml_file.load(HERE / "expected" / f"{vendor}.yaml")
    wanted = {site: lines["review" if unsafe and "review" in lines else "safe"] for site, lines in expected.items()}
    assert found == wanted


@pytest.mark.parametrize(("vendor", "unsafe"), ALL_RUNS)
def test_no_key_goes_to_another_vendor(proofs, vendor, unsafe):
    """Neither the target's key to today's vendor nor today's key to the target, whatever stays behind."""
    proof = proofs(vendor, unsafe)
    keys = (f"<{catalog.load(vendor).key_variable}>", "<LLM_API_KEY>")
    together = 0
    for pair in proof.compared.pairs:
        headers = dict(pair.after.headers)
        with_key = any(key in headers.get("authorization", "") + headers.get("api-key", "") for key in keys)
        there = catalog.by_host((pair.after.origin or "").removeprefix("https://")) == vendor
        assert with_key == there, (site_of(pair.before), pair.after.origin, headers.get("authorization"))
        together += there
    assert together >= 45


def test_there_are_many_sites_in_many_styles_in_two_languages(proofs):
    proof = proofs("zhipu", False)
    places = {place for request in proof.before.requests for place in request.where[:1]}
    assert len({site_of(r) for r in proof.before.requests}) >= 60
    assert len({place.partition("/")[0] for place in places}) >= 10
    assert any(place.startswith("node/") for place in places)
