from __future__ import annotations

import socket
from typing import Any

import pytest

from migrate.verify.sandbox import Sandbox
from providers import catalog
from providers.client import ping
from providers.client.probe import cheapest
from providers.errors import UnknownProviderError
from providers.types import Lifecycle


def test_without_a_key_nothing_is_sent_and_the_variables_are_named(loopback, said) -> None:
    server = loopback(said(body={}))
    result = ping("zhipu", base_url=server.url)
    assert (result.ok, result.stage, result.seconds) == (False, "key", None)
    assert "ZAI_API_KEY" in result.detail
    assert server.got == []


@pytest.mark.parametrize("vendor", [v for v in catalog.ids() if v not in ("01ai",)])
def test_a_vendor_that_answers_is_ok(vendor: str) -> None:
    with Sandbox(vendor) as sandbox:
        result = ping(vendor, api_key="test-key", base_url=sandbox.base_url)
    assert (result.ok, result.status) == (True, 200)
    assert result.model in catalog.load(vendor).models
    assert result.seconds is not None
    assert len(sandbox.requests) == 1


def test_a_wrong_key_is_told_from_everything_else() -> None:
    with Sandbox("moonshot") as sandbox:
        result = ping("moonshot", api_key="wrong", base_url=sandbox.base_url)
    assert (result.stage, result.status) == ("auth", 401)
    assert "api.moonshot.ai" in result.hint


def test_a_model_the_vendor_does_not_have() -> None:
    with Sandbox("zhipu") as sandbox:
        result = ping("zhipu", api_key="test-key", base_url=sandbox.base_url, model="gpt-4o")
    assert (result.stage, result.code) == ("model", "1211")
    assert "gpt-4o" in result.detail


@pytest.mark.parametrize(
    ("vendor", "status", "body", "stage"),
    [
        ("zhipu", 429, {"error": {"code": "1113", "message": "x"}}, "balance"),
        ("zhipu", 429, {"error": {"code": "1302", "message": "x"}}, "rate_limit"),
        (
            "openai",
            403,
            {"error": {"code": "unsupported_country_region_territory", "message": "x"}},
            "region",
        ),
        ("bytedance", 403, {"error": {"code": "AccessDenied", "message": "x"}}, "permission"),
        ("minimax", 200, {"base_resp": {"status_code": 2049, "status_msg": "x"}}, "auth"),
        ("alibaba", 429, {"error": {"code": "CommodityNotPurchased", "message": "x"}}, "quota"),
        ("deepseek", 503, {"error": {"message": "x"}}, "vendor"),
        ("zhipu", 200, {"hello": "world"}, "answer"),
        ("zhipu", 200, b"<html>login</html>", "answer"),
    ],
)
def test_the_stage_says_what_failed(vendor: str, status: int, body: Any, stage: str, loopback, said) -> None:
    server = loopback(said(status=status, body=body))
    result = ping(vendor, api_key="k", base_url=server.url, model="m")
    assert result.stage == stage
    assert result.detail
    assert "\n" not in result.detail
    assert len(server.got) == 1


def test_a_name_that_does_not_exist_is_dns(monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nowhere)
    result = ping("zhipu", api_key="k", base_url="https://no-such-host.invalid/v1")
    assert result.stage == "dns"
    assert "no-such-host.invalid" in result.detail


def test_a_server_that_does_not_speak_tls_is_tls(loopback, said) -> None:
    server = loopback(said(body={}))
    result = ping("zhipu", api_key="k", base_url=server.url.replace("http:", "https:"))
    assert result.stage == "tls"


def test_a_closed_port_is_connect_and_names_the_other_sites() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    result = ping("zhipu", api_key="k", base_url=f"http://127.0.0.1:{port}/v1")
    assert result.stage == "connect"
    assert "api.z.ai" in result.hint


def test_a_server_that_keeps_silent_is_a_timeout(loopback, said) -> None:
    server = loopback(said(body={}, wait=0.5))
    assert ping("zhipu", api_key="k", base_url=server.url, timeout=0.1).stage == "timeout"


def test_a_bad_key_or_region_is_a_result_and_an_unknown_vendor_is_an_error() -> None:
    assert ping("zhipu", api_key="not a key").stage == "address"
    assert "known: cn" in ping("zhipu", api_key="k", region="mars").detail
    with pytest.raises(UnknownProviderError):
        ping("zhipo")


@pytest.mark.parametrize("vendor", catalog.ids())
def test_the_model_that_is_asked_is_an_active_one(vendor: str) -> None:
    provider = catalog.load(vendor)
    name = cheapest(provider)
    if name is not None:
        assert provider.models[name].status is Lifecycle.ACTIVE
