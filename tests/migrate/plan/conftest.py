"""Plans: a small complete one, and a strategy that makes any."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import strategies as st

from migrate.model import (
    Applicability,
    Arg,
    Confidence,
    DictValue,
    Edit,
    EnvRef,
    Estimate,
    Finding,
    ListValue,
    Literal,
    Origin,
    Plan,
    PlannedFile,
    Proof,
    Provenance,
    Severity,
    Site,
    SiteKind,
    Skipped,
    Span,
    Target,
    TargetKind,
    Unknown,
    digest,
)

DATA = b'client = OpenAI(api_key="x", temperature=0)\nmodel = "gpt-4o"\n'


@pytest.fixture
def plan() -> Plan:
    """A plan with one of everything, not sealed."""
    span = Span(9, 43)
    site = Site(
        kind=SiteKind.CLIENT,
        api="OpenAI",
        path="src/app.py",
        span=span,
        line=1,
        column=10,
        language="python",
        args=(
            Arg("api_key", EnvRef("OPENAI_API_KEY", "none"), Span(16, 27), Span(24, 27), Span(16, 23)),
            Arg("stop", ListValue((Arg("0", Literal("\n"), Span(1, 2), Span(1, 2)),), False), span, span),
            Arg("extra", DictValue((Arg("k", Unknown("computed"), span, span),)), span, span),
            Arg("seed", Literal(2**70, Origin("src/c.py", Span(0, 3), 1)), span, span),
            Arg("top_p", Literal(float("inf")), span, span),
        ),
        args_span=Span(16, 42),
        open_args=True,
        sdk="openai",
        client="src/app.py:1",
        target=Target(TargetKind.OFFICIAL, "openai"),
        confidence=Confidence.MEDIUM,
        features=frozenset({"tools", "stream"}),
        value=Literal(None),
        value_span=Span(1, 2),
        name_span=Span(0, 1),
        snippet="client = OpenAI(",
        flags=frozenset({"parse_errors"}),
    )
    elsewhere = Site(SiteKind.MODEL, "model", "src/app.py", Span(52, 60), 2, 9, "python")
    edit = Edit("src/app.py", Span(41, 42), "0", digest(b"0"), "0.01")
    finding = Finding(
        rule="temperature-zero",
        site=site,
        severity=Severity.WARNING,
        applicability=Applicability.SAFE,
        message="temperature 0 is refused",
        edits=(edit,),
        evidence=(Proof("zhipu.dialect.temperature", "0 < t <= 1", ("doc:1",), "2026-10", 1, ("doc:2 says 2",)),),
        todo="look",
        parameter="temperature",
        demoted="a reason",
    )
    unseen = Finding("model-mapping", elsewhere, Severity.BLOCKER, Applicability.MANUAL, "no such model")
    estimate = Estimate(
        "chat", "zhipu", "glm-4.7", "cn", "input", "1000", "tokens", 1000000, "2.5", "CNY", "0.0025",
        Provenance.ASSUMED, "profile:small", "2026-11-01",
    )  # fmt: skip
    return Plan(
        schema=1,
        id="",
        tool_version="0.1.0",
        created="2026-11-23T12:00:00+00:00",
        root="/home/me/app",
        source="openai",
        target="zhipu",
        region="CN",
        catalog={"as of": "2026-11-20"},
        options={"usage": "small", "models": {"gpt-4o": "glm-4.7"}},
        git={"head": "ab" * 20, "dirty": False},
        sites=(site,),
        findings=(finding, unseen),
        suppressed=({"rule": "x", "path": "src/app.py", "line": 3},),
        files=(PlannedFile("src/app.py", digest(DATA), len(DATA), "utf-8", 1),),
        skipped=(Skipped("data.bin", "binary", "NUL byte"),),
        estimates=(estimate, replace(estimate, amount=None, not_estimated="no price is known")),
        sections={"offer": {"months": "3.2", "tokens": 150000000}, "models": []},
        applyable=True,
        complete=False,
    )


WORDS = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
SPANS = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda ends: Span(min(ends), max(ends)))
SCALARS = st.one_of(
    WORDS, st.integers(), st.integers(min_value=2**60), st.floats(allow_nan=False), st.booleans(), st.none()
)
ORIGINS = st.builds(Origin, WORDS, SPANS, st.integers(1, 99))
LEAVES = st.one_of(
    st.builds(Literal, SCALARS, st.none() | ORIGINS),
    st.builds(EnvRef, WORDS, st.none() | WORDS),
    st.builds(Unknown, WORDS),
)


def _args(values: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[Arg, ...]]:
    return st.lists(st.builds(Arg, WORDS, values, SPANS, SPANS, st.none() | SPANS), max_size=3).map(tuple)


VALUES = st.recursive(
    LEAVES,
    lambda inner: st.builds(ListValue, _args(inner), st.booleans())
    | st.builds(DictValue, _args(inner), st.booleans()),
    max_leaves=5,
)
SETS = st.frozensets(WORDS, max_size=3)
SITES = st.builds(
    Site,
    kind=st.sampled_from(SiteKind),
    api=WORDS,
    path=st.sampled_from(["a.py", "b/c.py"]),
    span=SPANS,
    line=st.integers(1, 99),
    column=st.integers(1, 99),
    language=WORDS,
    args=_args(VALUES),
    args_span=st.none() | SPANS,
    open_args=st.booleans(),
    sdk=st.none() | WORDS,
    client=st.none() | WORDS,
    target=st.builds(Target, st.sampled_from(TargetKind), st.none() | WORDS),
    confidence=st.sampled_from(Confidence),
    features=SETS,
    value=st.none() | VALUES,
    value_span=st.none() | SPANS,
    name_span=st.none() | SPANS,
    snippet=WORDS,
    flags=SETS,
)
CONTENT = bytes(range(64))
EDITS = st.builds(
    lambda span, after: Edit("a.py", span, "", digest(CONTENT[span.start : span.end]), after), SPANS, WORDS
)
PROOFS = st.builds(Proof, WORDS, WORDS, st.lists(WORDS, max_size=2).map(tuple), WORDS, st.none() | st.integers())
FINDINGS = st.builds(
    Finding,
    rule=WORDS,
    site=SITES,
    severity=st.sampled_from(Severity),
    applicability=st.sampled_from(Applicability),
    message=WORDS,
    edits=st.lists(EDITS, max_size=2).map(tuple),
    evidence=st.lists(PROOFS, max_size=2).map(tuple),
    todo=st.none() | WORDS,
    parameter=st.none() | WORDS,
    demoted=st.none() | WORDS,
)
JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-(2**53), 2**53),
        st.floats(allow_nan=False, allow_infinity=False),
        WORDS,
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=4,
)
OBJECTS = st.dictionaries(WORDS, JSON, max_size=3)
ESTIMATES = st.builds(
    Estimate,
    **{
        f.name: st.integers(1, 10**6)
        if f.name == "unit_size"
        else st.sampled_from(Provenance)
        if f.name == "provenance"
        else WORDS
        for f in fields(Estimate)
    },
)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Any plan whose applicable edits do not conflict, not sealed."""
    from migrate.plan.settle import settle

    findings = settle(draw(st.lists(FINDINGS, max_size=4)))
    return Plan(
        schema=1,
        id="",
        tool_version=draw(WORDS),
        created=draw(WORDS),
        root=draw(WORDS),
        source=draw(WORDS),
        target=draw(WORDS),
        region=draw(st.none() | WORDS),
        catalog=draw(st.dictionaries(WORDS, WORDS, max_size=2)),
        options=draw(OBJECTS),
        git=draw(st.none() | OBJECTS),
        sites=tuple(f.site for f in findings[:3]) + tuple(draw(st.lists(SITES, max_size=2))),
        findings=findings,
        suppressed=tuple(draw(st.lists(OBJECTS, max_size=2))),
        files=(PlannedFile("a.py", digest(CONTENT), len(CONTENT), "utf-8", 0),),
        skipped=tuple(draw(st.lists(st.builds(Skipped, WORDS, WORDS, WORDS), max_size=2))),
        estimates=tuple(draw(st.lists(ESTIMATES, max_size=2))),
        sections=draw(OBJECTS),
        applyable=draw(st.booleans()),
        complete=draw(st.booleans()),
    )


@pytest.fixture(scope="session")
def any_plan() -> st.SearchStrategy[Plan]:
    """The strategy, for tests that draw from it."""
    return plans()
