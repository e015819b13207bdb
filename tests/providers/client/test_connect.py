from __future__ import annotations

import logging
import subprocess
import sys
import traceback

import openai
import pytest

import providers
from providers import behaviour, catalog
from providers.errors import MissingKeyError, ProviderError, UnknownProviderError

KEY = "sk-live-0123456789abcdef"


def test_importing_providers_does_not_import_openai() -> None:
    code = "import providers, sys; print('openai' in sys.modules, callable(providers.connect), 'openai' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["False", "True", "True"]


def test_an_unknown_attribute_of_the_package_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="connekt"):
        providers.connekt  # noqa: B018


@pytest.mark.parametrize("vendor", [v for v in catalog.ids() if v != "azure-openai"])
def test_a_client_is_openais_own_at_the_vendors_first_address(vendor: str) -> None:
    with providers.connect(vendor, api_key=KEY) as client:
        assert isinstance(client, openai.OpenAI)
        assert str(client.base_url).rstrip("/") == catalog.load(vendor).base_url().url.rstrip("/")


def test_the_async_client_is_openais_own() -> None:
    client = providers.connect_async("zhipu", api_key=KEY)
    assert isinstance(client, openai.AsyncOpenAI)


def test_a_region_or_an_alias_chooses_the_address() -> None:
    with providers.connect("GLM", region="intl", api_key=KEY) as client:
        assert client.base_url.host == "api.z.ai"
    with providers.connect("kimi", region="INTL", api_key=KEY) as client:
        assert client.base_url.host == "api.moonshot.ai"


def test_an_unknown_region_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ProviderError, match=r"no region 'mars'.*known: cn, intl"):
        providers.connect("zhipu", region="mars", api_key=KEY)


def test_an_unknown_vendor_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownProviderError, match="zhipu"):
        providers.connect("zhipo", api_key=KEY)


@pytest.mark.parametrize("vendor", catalog.ids())
def test_without_a_key_the_vendors_variables_are_named(vendor: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if vendor != "openai":
        monkeypatch.setenv("OPENAI_API_KEY", KEY)
    with pytest.raises(MissingKeyError) as caught:
        providers.connect(vendor, base_url="https://example.com/v1" if vendor == "azure-openai" else None)
    provider = catalog.load(vendor)
    assert all(v.name in str(caught.value) for v in provider.variables if v.role == "key")
    assert "\n" not in str(caught.value)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("vendor", catalog.ids())
def test_every_vendor_has_a_console_to_name(vendor: str) -> None:
    assert str(behaviour.load(vendor).console()).startswith("https://")


def test_without_a_key_the_console_of_the_region_is_named() -> None:
    with pytest.raises(MissingKeyError, match=r"open\.bigmodel\.cn/usercenter"):
        providers.connect("zhipu")
    with pytest.raises(MissingKeyError, match=r"z\.ai/manage-apikey"):
        providers.connect("zhipu", region="intl")


def test_the_vendors_variables_are_read_in_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    names = [v.name for v in catalog.load("zhipu").variables if v.role == "key"]
    monkeypatch.setenv(names[1], "second")
    with providers.connect("zhipu") as client:
        assert client.api_key == "second"
    monkeypatch.setenv(names[0], " first\n")
    with providers.connect("zhipu") as client:
        assert client.api_key == "first"


@pytest.mark.parametrize("key", ["sk-abc\ndef", "schlüssel", "has space", "“quoted”", "tab\there"])
def test_a_key_that_cannot_stand_in_a_header_is_refused_without_being_shown(key: str) -> None:
    with pytest.raises(ProviderError) as caught:
        providers.connect("zhipu", api_key=key)
    assert key not in "".join(traceback.format_exception(caught.value))


def test_openais_own_settings_do_not_reach_another_vendor(
    monkeypatch: pytest.MonkeyPatch, loopback, said, answer
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-openai")
    monkeypatch.setenv("OPENAI_ADMIN_KEY", "sk-admin")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-secret")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "proj-secret")
    monkeypatch.setenv("OPENAI_BASE_URL", "https://thief.example/v1")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Company-Secret: hush\nAuthorization: Bearer sk-env")
    monkeypatch.setenv("ZAI_API_KEY", KEY)
    with providers.connect("zhipu") as client:
        assert client.base_url.host == "open.bigmodel.cn"
    server = loopback(said(body=answer()))
    with providers.connect("zhipu", base_url=server.url) as client:
        for one in (client, client.with_options(timeout=5)):
            one.chat.completions.create(model="glm-4.6", messages=[{"role": "user", "content": "hi"}])
    for got in server.got:
        assert got.headers["authorization"] == f"Bearer {KEY}"
        text = str(got.headers)
        assert not any(
            s in text for s in ("org-secret", "proj-secret", "hush", "sk-env", "sk-openai", "sk-admin")
        )


def test_openai_itself_keeps_its_organisation(
    monkeypatch: pytest.MonkeyPatch, loopback, said, answer
) -> None:
    monkeypatch.setenv("OPENAI_ORG_ID", "org-mine")
    server = loopback(said(body=answer()))
    with providers.connect("openai", api_key=KEY, base_url=server.url) as client:
        client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "hi"}])
    assert server.got[0].headers["openai-organization"] == "org-mine"


@pytest.mark.parametrize("vendor", catalog.ids())
def test_no_variable_of_the_environment_names_another_host(
    vendor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = catalog.load(vendor)
    for variable in provider.variables:
        if variable.role != "key":
            monkeypatch.setenv(variable.name, "https://thief.example/v1")
    if vendor == "azure-openai":
        with pytest.raises(ProviderError, match="pass base_url"):
            providers.connect(vendor, api_key=KEY)
        return
    with providers.connect(vendor, api_key=KEY) as client:
        assert "thief" not in str(client.base_url)


def test_azure_takes_its_endpoint_from_its_own_variable_only_for_its_own_host(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("AZURE_OPENAI_ENDPOINT", "https://mine.openai.azure.com/")
    with providers.connect("azure-openai", api_key=KEY) as client:
        assert str(client.base_url) == "https://mine.openai.azure.com/openai/v1/"
    monkeypatch.setenv("AZURE_OPENAI_ENDPOINT", "https://mine.openai.azure.com.thief.example/")
    with pytest.raises(ProviderError, match="resource"):
        providers.connect("azure-openai", api_key=KEY)


def test_the_key_is_in_no_repr_and_no_log(loopback, said, answer, caplog: pytest.LogCaptureFixture) -> None:
    server = loopback(said(status=500, body={"error": {"message": f"bad {KEY}"}}), said(body=answer()))
    caplog.set_level(logging.DEBUG)
    for name in ("openai", "httpx2", "httpcore2", "httpcore", "httpx"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    with providers.connect("zhipu", api_key=KEY, base_url=server.url) as client:
        client.chat.completions.create(model="glm-4.6", messages=[{"role": "user", "content": "hi"}])
        assert KEY not in repr(client)
        assert KEY not in repr(client._link)  # type: ignore[attr-defined]
    assert len(server.got) == 2
    assert any(r.name.startswith("openai") for r in caplog.records)
    assert KEY not in caplog.text


def test_a_key_from_a_function_is_asked_for_each_call_and_checked(loopback, said, answer) -> None:
    server = loopback(said(body=answer()))
    given = iter(["key-one", "key-two", "bad\nkey"])
    with providers.connect("zhipu", api_key=lambda: next(given), base_url=server.url) as client:
        for _ in range(2):
            client.chat.completions.create(model="glm-4.6", messages=[{"role": "user", "content": "hi"}])
        with pytest.raises(ProviderError):
            client.chat.completions.create(model="glm-4.6", messages=[{"role": "user", "content": "hi"}])
    assert [g.headers["authorization"] for g in server.got] == ["Bearer key-one", "Bearer key-two"]


def test_a_key_set_later_is_checked_too(loopback, said, answer) -> None:
    server = loopback(said(body=answer()))
    with providers.connect("zhipu", api_key=KEY, base_url=server.url) as client:
        client.api_key = "sk-with\nline-end"
        with pytest.raises(ProviderError) as caught:
            client.chat.completions.create(model="glm-4.6", messages=[{"role": "user", "content": "hi"}])
    assert "line-end" not in "".join(traceback.format_exception(caught.value))
    assert server.got == []


def test_options_and_copies_keep_the_vendor(loopback, said, answer) -> None:
    server = loopback(said(body=answer(finish="sensitive")))
    seen: list[str] = []
    with providers.connect(
        "zhipu", api_key=KEY, base_url=server.url, on_adapt=lambda c: seen.append(c.parameter)
    ) as client:
        other = client.with_options(max_retries=0).copy(timeout=9.0)
        assert (type(other), other.max_retries, other.timeout) == (type(client), 0, 9.0)
        made = other.chat.completions.create(
            model="glm-4.6", messages=[{"role": "user", "content": "hi"}], temperature=1.8
        )
    assert made.choices[0].finish_reason == "content_filter"
    assert seen == ["temperature"]
    assert server.got[0].body["temperature"] <= 1
