from __future__ import annotations

import fnmatch
from typing import Any

import jsonschema
import pytest

from providers import behaviour, catalog, resources, schema
from providers.behaviour import RETRYABLE, STATUS_OF, Behaviour, Kind
from providers.compile import plain, read_yaml
from providers.errors import CatalogError

EVERY = catalog.ids()


def authored(vendor: str) -> Any:
    return plain(read_yaml(resources.seeds("vendors", vendor, "behaviour.yaml")))


@pytest.mark.parametrize("vendor", EVERY)
def test_what_is_authored_fits_the_published_schema(vendor: str) -> None:
    raw = authored(vendor)
    assert raw["id"] == vendor
    assert list(schema.problems(raw, "behaviour")) == []
    jsonschema.validate(raw, schema.read("behaviour"))


@pytest.mark.parametrize("vendor", EVERY)
def test_every_cited_source_is_registered(vendor: str) -> None:
    known = catalog.load(vendor).sources

    def cited(value: Any) -> set[str]:
        if isinstance(value, dict):
            own = {s.split(":")[0] for s in value.get("source", ())}
            return own.union(*(cited(v) for v in value.values()))
        return set().union(*(cited(v) for v in value)) if isinstance(value, list) else set()

    assert cited(authored(vendor)) <= set(known)


@pytest.mark.parametrize("vendor", EVERY)
def test_finish_reasons_the_vendor_has_beyond_openais_are_all_mapped(vendor: str) -> None:
    known = behaviour.load(vendor)
    for value in catalog.load(vendor).responses["finish_reason_values"].values:
        mapped = known.finish_reason(value.replace("*", "_x"))
        assert mapped in {"stop", "length", "tool_calls", "content_filter", "function_call", ""}


@pytest.mark.parametrize("vendor", EVERY)
def test_no_code_stands_for_two_kinds(vendor: str) -> None:
    codes = [code for rule in behaviour.load(vendor).rules for code in rule.codes]
    assert len(codes) == len(set(codes))
    for code in codes:
        assert not [
            c for c in codes if "*" in c and c != code and "*" not in code and _other(vendor, c, code)
        ]


def _other(vendor: str, pattern: str, code: str) -> bool:
    known = behaviour.load(vendor)
    return (
        fnmatch.fnmatchcase(code, pattern)
        and dict(known.patterns)[pattern].kind is not known.exact[code].kind
    )


@pytest.mark.parametrize(
    ("vendor", "status", "code", "kind"),
    [
        ("zhipu", 429, "1113", Kind.BALANCE),
        ("zhipu", 429, "1302", Kind.RATE_LIMIT),
        ("zhipu", 429, "9999", Kind.RATE_LIMIT),
        ("zhipu", 418, None, Kind.OTHER),
        ("bytedance", 400, "OutputImageSensitiveContentDetected", Kind.CONTENT_FILTER),
        ("bytedance", 429, "RateLimitExceeded.EndpointTPMExceeded", Kind.RATE_LIMIT),
        ("deepseek", 402, None, Kind.BALANCE),
        ("stepfun", 451, None, Kind.CONTENT_FILTER),
        ("openai", 599, None, Kind.SERVER),
    ],
)
def test_a_code_comes_before_a_status(vendor: str, status: int, code: str | None, kind: Kind) -> None:
    assert behaviour.load(vendor).kind(status, code) is kind


def test_money_and_permission_are_never_retryable() -> None:
    assert RETRYABLE.isdisjoint(
        {Kind.BALANCE, Kind.QUOTA, Kind.AUTH, Kind.REGION, Kind.CONTENT_FILTER, Kind.MODEL}
    )
    assert set(STATUS_OF) == set(Kind)


def test_a_vendor_without_a_description_has_no_differences() -> None:
    assert behaviour.build("gateway", {}) == Behaviour("gateway")


def test_a_broken_description_is_one_line_that_names_the_vendor() -> None:
    with pytest.raises(CatalogError, match="behaviour of gateway is broken") as caught:
        behaviour.build("gateway", {"errors": {"codes": [{"codes": ["1"], "kind": "nonsense"}]}})
    assert "\n" not in str(caught.value)


def test_the_console_is_that_of_the_region() -> None:
    known = behaviour.load("zhipu")
    assert known.console("intl") == "https://z.ai/manage-apikey/apikey-list"
    assert known.console("cn coding plan") == known.console() == "https://open.bigmodel.cn/usercenter/apikeys"
