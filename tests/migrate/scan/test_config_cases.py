"""What configuration files hold, as data: `tests/cases/detect/config`. A case lists every site.

`details` adds arguments, features and confidence, in the words of `tests.migrate.detected`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from migrate.model import EnvRef, Literal, Site, Span, TargetKind
from migrate.scan import config
from migrate.source import SourceFile, from_bytes
from tests import yaml_file
from tests.migrate.detected import check, wanted

FOLDER = Path(__file__).parents[2] / "cases" / "detect" / "config"
CASES = [
    pytest.param(case, id=f"{file.stem}: {case['name']}")
    for file in sorted(FOLDER.glob("*.yaml"))
    for case in yaml_file.load(file)
]


def opened(case: dict[str, Any], shape: str) -> SourceFile:
    text = case["text"].replace("\n", "\r\n") if "CRLF" in shape else case["text"]
    data = (b"\xef\xbb\xbf" if "BOM" in shape else b"") + text.encode()
    source = from_bytes(case["path"], data)
    assert isinstance(source, SourceFile), source
    return source


def told(site: Site, listed: str) -> str:
    """The site in the words of a case, with target and value when the case asks for them."""
    words = f"{site.line} {site.kind.value} {site.api}"
    head = listed.partition(" = ")[0]
    if " -> " in head and site.target.kind is not TargetKind.UNKNOWN:
        words += f" -> {site.target.kind.value}:{site.target.name}"
    if " = " in listed:
        value = site.value
        words += f" = {value.value if isinstance(value, Literal) else value}"
    return words


@pytest.mark.parametrize("shape", ["as written", "CRLF", "BOM", "BOM and CRLF"])
@pytest.mark.parametrize("case", CASES)
def test_case(case: dict[str, Any], shape: str) -> None:
    if case.get("unwanted"):
        assert not config.wants(case["path"])
        return
    assert config.wants(case["path"])
    source = opened(case, shape)
    result = config.sites(source)
    listed = sorted(case["sites"], key=lambda w: (int(w.split()[0]), w))
    found = sorted(result.sites, key=lambda s: (s.line, f"{s.line} {s.kind.value} {s.api}"))
    plain = [f"{s.line} {s.kind.value} {s.api}" for s in found]
    assert plain == [w.partition(" = ")[0].partition(" -> ")[0] for w in listed]
    assert [told(s, w) for s, w in zip(found, listed, strict=True)] == listed
    assert [s.reason for s in result.skipped] == ([case["skipped"]] if "skipped" in case else [])
    assert bool(result.parse_errors) == ("skipped" in case)
    details = [(line, mark) for line, _, mark in (w.partition(" ") for w in case.get("details", ()))]
    check(result.sites, [(case["path"], int(line), each) for line, mark in details for each in wanted(mark)])
    for site in found:
        assert case.get("flag") is None or case["flag"] in site.flags
        check_spans(source, site)


def check_spans(source: SourceFile, site: Site) -> None:
    """Every span is inside the file and holds what the site says."""
    assert site.line == source.line((site.name_span or site.span).start) or site.value_span
    for span in (site.span, site.name_span, site.value_span):
        assert span is None or 0 <= span.start <= span.end <= len(source.data)
    if site.name_span is not None and isinstance(site.value, EnvRef) and "reference" in site.flags:
        assert source.text(site.name_span) == site.value.name
    if isinstance(site.value, Literal) and "***" in str(site.value.value):
        return
    if site.value_span is not None and isinstance(site.value, Literal) and isinstance(site.value.value, str):
        assert source.text(site.value_span).strip("\"'").endswith(str(site.value.value))
    assert "\r" not in site.snippet
    assert site.path == source.path
    assert isinstance(site.span, Span)
