"""Nothing secret and nothing that fools a reader is shown."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migrate.redact import is_secret_name, is_secret_value, mask, printable

OPENAI = "sk-proj-" + "Ab3" * 12
ZHIPU = "0123456789abcdef" * 2 + ".AbCdEfGh12345678"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"
AWS = "AKIA" + "ABCDEFGH12345678"
SECRETS = [OPENAI, ZHIPU, JWT, AWS, "ghp_" + "a1B2" * 9, "xoxb-123456789012-abcdef", "hf_" + "aB1" * 8]


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize("text", ["{}", "x = {}", "see '{}' here", "- {}", "url?k={}&x=1", "a,{},b"])
def test_secrets_are_known_by_their_shape_wherever_they_stand(secret, text):
    shown = mask(text.format(secret))
    assert secret not in shown
    assert "***" in shown
    assert is_secret_value(secret)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("OPENAI_API_KEY=abc", "OPENAI_API_KEY=***"),
        ("OPENAI_API_KEY = 'a b'", "OPENAI_API_KEY = '***'"),
        ('- "OPENAI_API_KEY=hunter2"', '- "OPENAI_API_KEY=***"'),
        ("password: hunter2", "password: ***"),
        ('{"apiKey": "xyz", "model": "gpt-4o"}', '{"apiKey": "***", "model": "gpt-4o"}'),
        ("OpenAI(api_key='abc', model='gpt-4o')", "OpenAI(api_key='***', model='gpt-4o')"),
        ("Authorization: Bearer abcdefghijkl123", "Authorization: Bearer ***"),
        ("x-api-key: abcdef", "x-api-key: ***"),
        ("http://user:pass@proxy:8080/x", "http://***@proxy:8080/x"),
        ("DATABASE_DSN=postgres://u:p@h/d", "DATABASE_DSN=***"),
        ("${OPENAI_API_KEY:-" + OPENAI + "}", "${OPENAI_API_KEY:-***}"),
        ("api_key := \"abc\"", "api_key := \"***\""),
        ("'token' => 'abc'", "'token' => '***'"),
    ],
)
def test_secrets_are_known_by_the_name_they_are_given_to(text, shown):
    assert mask(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "api_key=os.environ['OPENAI_API_KEY']",
        "api_key=settings.openai_key",
        "OPENAI_API_KEY: ${{ secrets.OPENAI_API_KEY }}",
        "OPENAI_API_KEY=${OPENAI_API_KEY}",
        "OPENAI_API_KEY=",
        "const apiKey = process.env.OPENAI_API_KEY",
        "apiKey: string",
        "api_key: str | None = None",
        "api_key_env: OPENAI_API_KEY",
        "max_tokens=1000",
        "model: gpt-4o-2024-08-06",
        "text-embedding-3-large",
        "https://api.openai.com/v1/chat/completions",
        "sha: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        '"Authorization": f"Bearer {key}"',
        "-H 'Authorization: Bearer $OPENAI_API_KEY'",
        "primary_key: id",
        "task-management-and-scheduling",
        "risk-assessment-of-everything",
    ],
)
def test_what_is_not_secret_stays_readable(text):
    assert mask(text) == text


def test_length_of_a_secret_is_not_told():
    assert mask("sk-" + "a1" * 10) == mask("sk-" + "a1" * 40) == "***"


def test_masking_twice_changes_nothing():
    for text in ("OPENAI_API_KEY='abc'", "http://u:p@h", f"x={OPENAI}", "token: abc"):
        assert mask(mask(text)) == mask(text)


@pytest.mark.parametrize(
    "name",
    [
        "OPENAI_API_KEY", "openaiApiKey", "api-key", "x-api-key", "OPENAI_TOKEN", "token", "client_secret",
        "SECRET_KEY", "DB_PASSWORD", "dbPwd", "Authorization", "AZURE_OPENAI_KEY", "accessKey",
        "sentry_dsn", "OPENAI_API_KEY_2", "access_tokens",
    ],
)
def test_secret_names(name):
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "model", "max_tokens", "maxTokens", "primary_key", "cache_key", "prompt_cache_key", "key",
        "token_count", "pad_token", "secretName", "api_key_env", "secretKeyRef", "base_url",
        "OPENAI_BASE_URL", "tokenizer", "keyboard", "monkey",
    ],
)
def test_names_that_are_not_secret(name):
    assert not is_secret_name(name)


@pytest.mark.parametrize(
    "value", ["gpt-4o", "", "true", "https://api.openai.com/v1", "text-embedding-3-small", "a" * 64]
)
def test_values_that_are_not_secret(value):
    assert not is_secret_value(value)


def test_long_random_values_are_secret():
    assert is_secret_value("aB3xK9pQ2mN7vL5tR8wY1zC4dF6gH0jS")


def test_control_and_bidi_characters_become_visible():
    assert printable("a\x1b[31mred\x1b[0m") == "a\\x1b[31mred\\x1b[0m"
    assert printable("a\u202eb\u2066c\u200bd\ufeff") == "a\\u202eb\\u2066c\\u200bd\\ufeff"
    assert printable("a\nb\r\tc") == "a\\nb\\r\tc"
    assert printable("a\nb\x07", keep_newlines=True) == "a\nb\\x07"
    assert printable("\udcff\x9b\U000e0041") == "\\udcff\\x9b\\U000e0041"


@pytest.mark.parametrize("text", ["plain", "你好，世界", "naïve café", "emoji 😀", "a\tb"])
def test_readable_text_stays(text):
    assert printable(text) == text


@settings(max_examples=200)
@given(st.text(max_size=50))
def test_printable_never_lets_a_terminal_code_through(text):
    assert re.search("[\x00-\x08\x0a-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", printable(text)) is None


@settings(max_examples=200)
@given(st.text(max_size=80))
def test_masking_never_fails_and_keeps_lines(text):
    assert mask(text).count("\n") <= text.count("\n")
