"""The names the dialect uses: parameters, where they stand in a body, and how a sentence calls them."""

from __future__ import annotations

from typing import Any, Final

ROLES: Final = {"system": "role_system", "developer": "role_developer", "tool": "role_tool"}

CONTENT: Final = (
    "content_text_parts",
    "content_image_url_http",
    "content_image_base64",
    "content_input_audio",
    "content_file",
    "content_video_url",
)

PARAMETERS: Final = (
    *ROLES.values(),
    "message_name",
    *CONTENT,
    *("temperature", "temperature_zero", "top_p", "n", "stop", "presence_penalty", "frequency_penalty"),
    *("logit_bias", "logprobs", "top_logprobs", "seed", "user", "max_tokens", "max_completion_tokens"),
    *("response_format_text", "response_format_json_object", "response_format_json_schema"),
    *("response_format_json_schema_strict", "tools", "tools_strict", "tool_choice_none", "tool_choice_auto"),
    *("tool_choice_required", "tool_choice_named", "parallel_tool_calls", "functions", "function_call"),
    *("stream", "stream_options_include_usage", "reasoning_effort", "thinking_toggle", "reasoning_replay"),
    *("prefix_mode", "builtin_web_search", "web_search_options", "metadata", "store", "service_tier"),
    *("prediction", "modalities", "prompt_cache_key", "safety_identifier", "verbosity"),
)

# Fields of the openai client's chat.completions.create whose rule has the same name.
DIRECT: Final = frozenset(
    {
        "top_p", "n", "stop", "presence_penalty", "frequency_penalty", "logit_bias", "logprobs",
        "top_logprobs", "seed", "user", "max_tokens", "max_completion_tokens", "parallel_tool_calls",
        "functions", "function_call", "reasoning_effort", "web_search_options", "metadata", "store",
        "service_tier", "prediction", "modalities", "prompt_cache_key", "safety_identifier",
        "verbosity",
    }
)

# Fields the openai client takes as arguments; every other field has to go through extra_body.
CLIENT_FIELDS: Final = DIRECT | {
    *("model", "messages", "temperature", "response_format", "tools", "tool_choice", "stream"),
    *("stream_options", "audio", "prompt_cache_retention"),
}

# Not part of the request body, or not the dialect's business.
TRANSPORT: Final = frozenset(
    {
        "model", "engine", "deployment_id", "timeout", "request_timeout", "extra_headers",
        "extra_query", "headers", "api_key", "api_base", "api_type", "api_version", "organization",
    }
)

# Leaving a field away is the same as sending OpenAI's own neutral value.
NEUTRAL: Final[dict[str, Any]] = {
    "n": 1,
    "presence_penalty": 0,
    "frequency_penalty": 0,
    "logprobs": False,
    "store": False,
    "stream": False,
    "logit_bias": {},
    "service_tier": "auto",
    "modalities": ["text"],
    "tool_choice_auto": "auto",
    "response_format_text": {"type": "text"},
    "stop": [],
}

# Values of these may hold private text and are never put into a sentence.
PRIVATE: Final = frozenset(
    {
        "user", "metadata", "safety_identifier", "prompt_cache_key", "stop", "functions",
        "function_call", "tools", "prediction", "logit_bias", "message_name", "user_id", "request_id",
    }
)

_PATHS: Final[dict[str, tuple[str, ...]]] = {
    "temperature_zero": ("temperature",),
    "message_name": ("messages",),
    "reasoning_replay": ("messages",),
    "prefix_mode": ("messages",),
    "tools_strict": ("tools",),
    "builtin_web_search": ("tools",),
    "stream_options_include_usage": ("stream_options", "include_usage"),
    "thinking_toggle": ("thinking",),
    **dict.fromkeys((*ROLES.values(), *CONTENT), ("messages",)),
}

_LABELS: Final = {
    "message_name": "name on a message",
    "content_text_parts": "message content as a list of text parts",
    "content_image_url_http": "an image given by URL",
    "content_image_base64": "an inline base64 image",
    "content_input_audio": "audio input",
    "content_file": "a file part",
    "content_video_url": "a video part",
    "temperature_zero": "temperature 0",
    "response_format_json_schema_strict": "response_format json_schema with strict",
    "tools_strict": "strict on a function tool",
    "tool_choice_named": "a tool_choice that names a function",
    "stream_options_include_usage": "stream_options.include_usage",
    "thinking_toggle": "the thinking switch",
    "reasoning_replay": "reasoning_content on assistant messages",
    "prefix_mode": "an assistant message to be continued",
    "builtin_web_search": "a built-in web search",
}


def path_of(parameter: str) -> tuple[str, ...]:
    """Where a parameter stands in a body when no body is at hand."""
    found = _PATHS.get(parameter)
    if found is not None:
        return found
    for prefix in ("response_format", "tool_choice"):
        if parameter.startswith(prefix):
            return (prefix,)
    return (parameter,)


def describe(parameter: str) -> str:
    """What a sentence calls a parameter."""
    if parameter in _LABELS:
        return _LABELS[parameter]
    if parameter.startswith("role_"):
        return f"the role {parameter[5:]}"
    for prefix in ("response_format_", "tool_choice_"):
        if parameter.startswith(prefix):
            return f"{prefix[:-1]} {parameter[len(prefix):]}"
    return parameter


def shown(parameter: str, value: object) -> str:
    """A value for a sentence, escaped and short; empty when it is long, nested or may be private."""
    if parameter in PRIVATE or not isinstance(value, (str, int, float)):
        return ""
    text = repr(value)
    return text if len(text) <= 24 else ""
