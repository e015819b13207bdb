"""The rules, in one explicit table; a rule's module is imported when it is first asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib import import_module

from migrate.rules.base import Rule

# Rule id -> module in this package. The order is the order of findings at one place.
_MODULES = {
    "gateway": "gateway",
    "base-url": "base_url",
    "api-key-variable": "api_key_variable",
    "azure-client": "azure_client",
    "sdk-legacy": "sdk_legacy",
    "framework-client": "framework_client",
    "proxy-needless": "proxy_needless",
    "model-mapping": "model_mapping",
    "embeddings": "embeddings",
    "endpoint-missing": "endpoint_missing",
    "raw-http": "raw_http",
    "temperature-range": "temperature_range",
    "temperature-zero": "temperature_zero",
    "top-p-range": "top_p_range",
    "max-tokens": "max_tokens",
    "tools": "tools",
    "tool-choice": "tool_choice",
    "parallel-tool-calls": "parallel_tool_calls",
    "legacy-functions": "legacy_functions",
    "response-format": "response_format",
    "n-choices": "n_choices",
    "seed": "seed",
    "logprobs": "logprobs",
    "logit-bias": "logit_bias",
    "penalties": "penalties",
    "stop-sequences": "stop_sequences",
    "developer-role": "developer_role",
    "message-name": "message_name",
    "user-field": "user_field",
    "content-parts": "content_parts",
    "reasoning": "reasoning",
    "reasoning-replay": "reasoning_replay",
    "stream-usage": "stream_usage",
    "undocumented": "undocumented",
    "default-differs": "default_differs",
    "error-handling": "error_handling",
    "tokenizer": "tokenizer",
    "dependency": "dependency",
    "region-unsupported": "region_unsupported",
    "unresolved": "unresolved",
}

_SUPPRESS = """
Suppress: write `migrate: ignore[{id}] -- reason` in a comment on the line, or on a line of its own above it."""


class _Rules(Mapping[str, Rule]):
    """`RULES["seed"]`, read from its module on first use."""

    def __init__(self) -> None:
        self._loaded: dict[str, Rule] = {}

    def __getitem__(self, id: str) -> Rule:
        if id not in self._loaded:
            module = import_module(f"migrate.rules.{_MODULES[id]}")
            doc = (module.__doc__ or "").strip()
            title = doc.splitlines()[0].rstrip(".")
            self._loaded[id] = Rule(id, title, doc + "\n" + _SUPPRESS.format(id=id), module.check)
        return self._loaded[id]

    def __iter__(self) -> Iterator[str]:
        return iter(_MODULES)

    def __len__(self) -> int:
        return len(_MODULES)


RULES: Mapping[str, Rule] = _Rules()
