"""Configuration files: secrets, hostile input, tables, and what a site carries for the rules."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.edit import apply_edits
from migrate.formats import FORMATS
from migrate.model import EnvRef, Literal, Site, SiteKind, TargetKind, Unknown
from migrate.scan import config, config_tables
from migrate.source import SourceFile, from_bytes

SECRET = "sk-proj-abcdefghijklmnop1234567890"


def opened(path: str, text: str | bytes) -> SourceFile:
    source = from_bytes(path, text if isinstance(text, bytes) else text.encode())
    assert isinstance(source, SourceFile), source
    return source


def scanned(path: str, text: str | bytes) -> tuple[Site, ...]:
    return config.sites(opened(path, text)).sites


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (".env", f"OPENAI_API_KEY={SECRET}\n"),
        (".env", f"OPENAI_BASE_URL=https://user:{SECRET}@relay.example/v1\n"),
        (".env", f"OPENAI_MODEL={SECRET}\n"),
        ("a.yaml", f"openai:\n  api_key: {SECRET}\n  org: x\n"),
        ("a.yaml", f"openai:\n  note_key: 'password={SECRET}'\n"),
        ("a.yaml", f"env:\n- name: OPENAI_API_KEY\n  value: {SECRET}\n"),
        ("a.yaml", f"env:\n  OPENAI_API_KEY: ${{OPENAI_API_KEY:-{SECRET}}}\n"),
        ("a.json", f'{{"openai": {{"apiKey": "{SECRET}"}}}}'),
        ("Dockerfile", f"ENV OPENAI_API_KEY={SECRET} OPENAI_MODEL=gpt-4o\n"),
        ("run.sh", f"curl https://api.openai.com/v1/models -H 'Authorization: Bearer {SECRET}'\n"),
        ("nginx.conf", f"proxy_pass https://u:{SECRET}@api.openai.com/; # gpt\n"),
    ],
)
def test_no_secret_is_kept_in_a_site(path, text):
    sites = scanned(path, text)
    assert sites
    assert SECRET not in repr(sites)


def test_references_and_defaults():
    (site,) = scanned(".env", "OPENAI_BASE_URL=${OPENAI_BASE_URL:-https://api.openai.com/v1}\n")
    assert site.value == EnvRef("OPENAI_BASE_URL", "https://api.openai.com/v1")
    assert site.target.kind is TargetKind.OFFICIAL
    source = opened(".env", "OPENAI_BASE_URL=${OPENAI_BASE_URL:-https://api.openai.com/v1}\n")
    assert site.value_span is not None
    # What a rule replaces is the default alone.
    edit = FORMATS["dotenv"].replace_value(source, site.value_span, "https://api.z.ai/api/paas/v4")
    assert apply_edits(source.data, [edit], "utf-8") == (
        b"OPENAI_BASE_URL=${OPENAI_BASE_URL:-https://api.z.ai/api/paas/v4}\n"
    )


@pytest.mark.parametrize(
    ("path", "text", "old", "new"),
    [
        (".env", 'OPENAI_MODEL="gpt-4o" # c\n', "gpt-4o", "glm-4.6"),
        ("a.yaml", "environment:\n- 'OPENAI_MODEL=gpt-4o'\n", "gpt-4o", "glm-4.6"),
        ("a.yaml", "environment:\n- OPENAI_MODEL=${M:-gpt-4o}\n", "gpt-4o", "glm-4.6"),
        ("a.yaml", "a:\n  model: \"${MODEL:-gpt-4o}\"\n", "gpt-4o", "glm-4.6"),
        ("a.yaml", "models: gpt-4o,gpt-4\n", "gpt-4o", "glm-4.6"),
        ("a.yaml", "run: |\n  # c\n  python x.py --model gpt-4o\n", "gpt-4o", "glm-4.6"),
        ("a.json", '{"args": "--model=gpt-4o"}', "gpt-4o", "glm-4.6"),
        ("a.toml", "cmd = 'x --model gpt-4o'\n", "gpt-4o", "glm-4.6"),
        ("Dockerfile", "ENV A=1 OPENAI_MODEL='gpt-4o'\n", "gpt-4o", "glm-4.6"),
        ("a.ini", "[openai]\nmodel = gpt-4o ; c\n", "gpt-4o", "glm-4.6"),
        ("a.properties", "openai.model=${M:gpt-4o}\n", "gpt-4o", "glm-4.6"),
        ("run.sh", "OPENAI_MODEL=${M:-gpt-4o} ./x\n", "gpt-4o", "glm-4.6"),
    ],
)
def test_a_model_can_be_replaced_where_the_site_says(path, text, old, new):
    source = opened(path, text)
    site = next(s for s in config.sites(source).sites if s.kind is SiteKind.MODEL)
    assert site.value == Literal(old)
    assert site.value_span is not None
    edit = FORMATS[site.language].replace_value(source, site.value_span, new)
    assert apply_edits(source.data, [edit], "utf-8").decode() == text.replace(old, new, 1)


def test_aliases_are_told_and_never_edited():
    sites = scanned("a.yaml", "x: &k ${OPENAI_API_KEY}\nenv:\n  OPENAI_API_KEY: *k\n")
    site = next(s for s in sites if s.api == "env.OPENAI_API_KEY")
    assert site.flags >= {"alias", "manual_only"}
    assert site.value == Unknown("alias")


def test_duplicate_keys_are_flagged():
    sites = scanned(".env", "OPENAI_API_KEY=a\nOPENAI_API_KEY=b\n")
    assert [s.flags for s in sites] == [frozenset({"duplicate"})] * 2


def test_control_characters_never_reach_a_report():
    sites = scanned("a.yaml", 'openai:\n  "mo\\e[31mdel": gpt-4o\n  model: "gpt-4o" # \u202e\n')
    assert sites
    for site in sites:
        assert re.search("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e]", site.api + site.snippet) is None


def test_a_file_without_any_sign_is_not_parsed():
    assert config.sites(opened("a.yaml", "a: [b\n")).skipped == ()
    result = config.sites(opened("a.yaml", "openai: x\na: [b\n"))
    assert [s.reason for s in result.skipped] == ["parse_error"]
    assert "line 3" in result.skipped[0].detail
    assert result.parse_errors == 1


DEEP = 10_000


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.yaml", "openai: " + "[" * DEEP + "]" * DEEP),
        ("a.yaml", "openai: " + "[\n" * 200_000),
        ("a.yaml", "openai:\n" + "".join(f"{' ' * i}- \n" for i in range(600))),
        ("a.yaml", "openai: " + "- " * DEEP),
        ("a.yaml", "openai: 1\n" + "? " * DEEP),
        ("a.json", '{"openai": ' + "[" * DEEP + "]" * DEEP + "}"),
        ("a.json", '{"openai": ' + '{"a":' * DEEP),
        ("a.toml", "openai = " + "[" * DEEP + "]" * DEEP),
        ("a.toml", "openai." + "a." * DEEP + "b = 1"),
        ("a.sh", "OPENAI_API_KEY=" + "$(" * DEEP),
        ("a.sh", "OPENAI_API_KEY=" + '"`' * DEEP),
        (".env", "OPENAI_API_KEY=" + "${A:-" * DEEP),
        (".env", "OPENAI_API_KEY='" + "\\'" * DEEP),
        ("Dockerfile", "ENV OPENAI_API_KEY=" + "\\\n#\n" * DEEP),
        ("a.properties", "openai=" + "\\\n" * DEEP),
        ("a.ini", "[openai]\n" + "[" * DEEP + "\na" + " " * 50_000),
        ("pom.xml", "<dependency>\n" * DEEP + "openai"),
        ("build.gradle", "// openai\n" + '"a:b' * DEEP),
        ("requirements.txt", "openai" + "[" * DEEP),
        ("requirements.txt", "openai==1,"*8000 + "!"),
        ("a.csproj", "<PackageReference openai " * 3000),
        ("a.conf", "openai {{/*" * 5000),
        ("a.json", '{"openai": /*\n' * DEEP),
        ("pom.xml", "<!-- openai\n" * DEEP),
        ("a.yaml", "openai: '" + "-" * 90_000 + "'"),
        ("a.yaml", "openai: '" + "${{" * 30_000 + "'"),
        ("a.yaml", "openai: '" + "sk-" * 30_000 + "'"),
        ("a.yaml", "openai_key: " + "a" * 90_000),
        (".env", "OPENAI_API_KEY=" + "a.a" * 30_000),
        (".env", "OPENAI_API_KEY=" + "a=" * 30_000),
        ("a.tf", "openai\n" * 100_000),
    ],
)
def test_deep_or_endless_input_is_read_or_refused_soon(path, text):
    start = time.perf_counter()
    result = config.sites(opened(path, text))
    assert time.perf_counter() - start < 5
    assert result.parse_errors in (0, 1)


def test_an_alias_bomb_costs_nothing():
    bomb = "openai: x\na0: &a0 [x, x]\n" + "".join(
        f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 30)
    )
    start = time.perf_counter()
    assert config.sites(opened("a.yaml", bomb)).skipped == ()
    assert time.perf_counter() - start < 1


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(
        [".env", "a.yaml", "a.toml", "a.json", "a.ini", "a.properties", "Dockerfile", "a.sh", "requirements.txt",
         "package.json", "pyproject.toml", "pom.xml", "go.mod", "Gemfile", "a.tf", "environment.yml"]
    ),
    st.lists(
        st.sampled_from(
            ["OPENAI_API_KEY", "=", ": ", "gpt-4o", "\n", "  ", "- ", '"', "'", "{", "}", "[", "]", "${", "${{", "}}",
             "https://api.openai.com/v1", "#", "model", "openai", ",", "\\", "é😀", "|", "<dependency>", "<<EOF", "&a", "*a"]
        ),
        max_size=25,
    ),
)  # fmt: skip
def test_any_mixture_is_read_without_a_crash_and_with_true_spans(path, pieces):
    source = opened(path, "".join(pieces))
    for site in config.sites(source).sites:
        assert site.path == path
        for span in (site.span, site.name_span, site.value_span):
            if span is not None:
                assert 0 <= span.start <= span.end <= len(source.data)
                source.data[span.start : span.end].decode()


@pytest.mark.parametrize(
    ("url", "kind", "name"),
    [
        ("https://api.openai.com/v1", TargetKind.OFFICIAL, "openai"),
        ("https://eu.api.openai.com", TargetKind.OFFICIAL, "openai"),
        ("https://x.openai.azure.com/openai", TargetKind.AZURE, "x.openai.azure.com"),
        ("https://oai.helicone.ai/v1", TargetKind.RELAY, "oai.helicone.ai"),
        ("https://gateway.ai.cloudflare.com/v1/a/b/openai", TargetKind.RELAY, "gateway.ai.cloudflare.com"),
        ("https://gateway.ai.cloudflare.com/v1/a/b/anthropic", TargetKind.OTHER, "gateway.ai.cloudflare.com"),
        ("https://openrouter.ai/api/v1", TargetKind.OTHER, "openrouter"),
        ("https://open.bigmodel.cn/api/paas/v4", TargetKind.OTHER, "zhipu"),
        ("http://localhost:11434/v1", TargetKind.OTHER, "ollama"),
    ],
)
def test_whom_an_address_belongs_to(url, kind, name):
    target = config_tables.target_of(url)
    assert target is not None
    assert (target.kind, target.name) == (kind, name)


@pytest.mark.parametrize(
    "url",
    ["https://platform.openai.com/docs", "https://cdn.openai.com/a.png", "https://openai.com", "https://example.com",
     "http://localhost:11434/api/tags", "http://[broken", "https://chat.openai.com", "http://app:3000", ""],
)  # fmt: skip
def test_what_is_no_address_of_an_api(url):
    assert config_tables.target_of(url) is None


@pytest.mark.parametrize(
    "text",
    ["GPT-4", "gpt-engineer", "gpt4-pdf-chatbot", "chatgpt-web", "openai/gpt", "gpt", "gpt-4o is good", "o1js", "ada-lovelace",
     "gpt-next", "dall-e", "text-embedding", "my-gpt-4o-app", "gpt-4o.yaml/x"],
)  # fmt: skip
def test_what_is_no_model_id(text):
    assert config_tables.model(text) is None


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("gpt-4o-2024-08-06", "openai"), ("gpt-3.5-turbo-16k", "openai"), ("openai/gpt-4o", "openai"), ("o3-mini", "openai"),
        ("ft:gpt-3.5-turbo:org::id", "openai"), ("text-embedding-ada-002", "openai"), ("azure/gpt-4o", "openai"),
        ("gpt-5-mini", "openai"), ("glm-4.6", "zhipu"), ("text-davinci-003", "openai"), ("whisper-1", "openai"),
    ],
)  # fmt: skip
def test_model_ids(text, owner):
    found = config_tables.model(text)
    assert found is not None
    assert found[0] == owner


def test_every_model_of_openai_in_the_catalogue_is_known():
    from providers import catalog

    for name in catalog.load("openai").models:
        assert config_tables.model(name) is not None, name


def test_every_address_and_variable_of_the_catalogue_is_known():
    from providers import catalog

    for vendor in catalog.ids():
        provider = catalog.load(vendor)
        for base in provider.base_urls:
            if "{" not in base.url:
                assert config_tables.target_of(base.url) is not None, base.url
    for variable in catalog.load("openai").variables:
        assert config_tables.variable(variable.name) is not None, variable.name


def test_other_vendors_own_settings_are_marked():
    """Labels and reports about OpenAI can leave them out; a move away from that vendor needs them."""
    text = (
        '{"deepseek_api_base": "https://api.deepseek.com/v1", "model": "deepseek-chat", "MOONSHOT_API_KEY": "", '
        '"open_ai_api_base": "https://api.openai.com/v1", "key": "${DASHSCOPE_API_KEY}"}'
    )
    marked = {s.api: "other_vendor" in s.features for s in scanned("config.json", text)}
    assert marked == {
        "deepseek_api_base": True, "model": True, "MOONSHOT_API_KEY": True, "open_ai_api_base": False, "key": True,
    }  # fmt: skip
    pointed = scanned("a.yaml", "openai:\n  base_url: https://api.deepseek.com\n  model: gpt-4o\n")
    assert pointed
    assert not any("other_vendor" in site.features for site in pointed)


def test_an_address_of_openai_does_not_claim_another_vendors_model():
    sites = scanned("a.json", '{"model": "deepseek-chat", "open_ai_api_base": "https://api.openai.com/v1"}')
    site = next(s for s in sites if s.kind is SiteKind.MODEL)
    assert (site.target.kind, site.target.name) == (TargetKind.OTHER, "deepseek")
