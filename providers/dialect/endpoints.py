"""Which endpoint of the OpenAI API a call or a path means, and whether a vendor offers it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from providers.dialect.types import EndpointVerdict
from providers.types import EndpointStatus, Evidence, Provider

# Resources of the openai library since 1.0, longest first within a family.
_RESOURCES: Final = (
    ("chat.completions.messages", None),  # stored completions: an API of their own
    ("chat.completions", "chat_completions"),
    ("responses.input_tokens", "token_count"),
    ("responses.input_items", "responses"),
    ("responses", "responses"),
    ("completions", "completions"),
    ("embeddings", "embeddings"),
    ("files", "files"),
    ("uploads.parts", "files"),
    ("uploads", "files"),
    ("batches", "batches"),
    ("images", "images_generations"),
    ("audio.speech", "audio_speech"),
    ("audio.transcriptions", "audio_transcriptions"),
    ("audio.translations", "audio_transcriptions"),
    ("moderations", "moderations"),
    ("models", "models"),
    ("fine_tuning.jobs.checkpoints", "fine_tuning"),
    ("fine_tuning.jobs", "fine_tuning"),
    ("fine_tuning.alpha.graders", "fine_tuning"),
    ("fine_tuning.checkpoints.permissions", "fine_tuning"),
    ("fine_tuning", "fine_tuning"),
    ("fine_tunes", "fine_tuning"),
    ("assistants", "assistants_threads"),
    ("threads.runs.steps", "assistants_threads"),
    ("threads.runs", "assistants_threads"),
    ("threads.messages", "assistants_threads"),
    ("threads", "assistants_threads"),
    ("vector_stores", "vector_stores"),
    ("vectorStores", "vector_stores"),
    ("realtime.sessions", "realtime"),
    ("realtime.transcription_sessions", "realtime"),
    ("realtime.client_secrets", "realtime"),
    ("realtime.calls", "realtime"),
    ("realtime", "realtime"),
)

# Verbs of the stored-completions API, which is not a model call.
_STORED: Final = frozenset({"retrieve", "list", "update", "delete"})

# Classes of the openai library before 1.0, with every asynchronous twin (`acreate`) of a method.
_LEGACY: Final = {
    "ChatCompletion": "chat_completions",
    "Completion": "completions",
    "Embedding": "embeddings",
    "Edit": "completions",
    "Image": "images_generations",
    "Moderation": "moderations",
    "File": "files",
    "FineTune": "fine_tuning",
    "FineTuningJob": "fine_tuning",
    "Model": "models",
    "Engine": "models",
    "Deployment": "models",
}
_LEGACY_AUDIO: Final = {"transcribe": "audio_transcriptions", "translate": "audio_transcriptions"}
_NOISE: Final = frozenset({"beta", "with_raw_response", "with_streaming_response", "with_options()"})

_PATHS: Final = tuple(
    (re.compile(rf"(?:^|/){pattern}(?:/|$)"), endpoint)
    for pattern, endpoint in (
        (r"chat/completions", "chat_completions"),
        (r"responses/input_tokens", "token_count"),
        (r"tokenizers?/estimate-token-count", "token_count"),
        (r"(?:tokenization|tokenizer|token/count|messages/count_tokens)", "token_count"),
        (r"messages", "anthropic_messages"),
        (r"images/(?:generations|edits|variations)", "images_generations"),
        (r"audio/speech", "audio_speech"),
        (r"audio/(?:transcriptions|translations)", "audio_transcriptions"),
        (r"fine[_-]tun(?:ing|es)", "fine_tuning"),
        (r"(?:assistants|threads)", "assistants_threads"),
        (r"vector_stores", "vector_stores"),
        (r"realtime", "realtime"),
        (r"moderations", "moderations"),
        (r"embeddings", "embeddings"),
        (r"batches", "batches"),
        (r"(?:files|uploads)", "files"),
        (r"responses", "responses"),
        (r"completions", "completions"),
        (r"(?:models|engines)", "models"),
    )
)
_THREADS = re.compile(r"(?:^|/)threads(?:/|$)")


@lru_cache(maxsize=4096)
def endpoint_of(api: str) -> str | None:
    """The catalogue's endpoint for a dotted API or an HTTP path; None for anything else.

    `chat.completions.create` -> `chat_completions`, `beta.threads.runs.create` ->
    `assistants_threads`, `openai.ChatCompletion.acreate` -> `chat_completions`,
    `https://host/v1/embeddings?x=1` -> `embeddings`.
    """
    if "/" in api:
        return _of_path(api)
    parts = [p for p in api.split(".") if p not in _NOISE]
    if parts and parts[0] == "openai":
        parts = parts[1:]
    if not parts:
        return None
    if parts[0] == "Audio":
        verb = parts[1].removeprefix("a").removesuffix("_raw") if len(parts) > 1 else ""
        return _LEGACY_AUDIO.get(verb)
    if parts[0] in _LEGACY:
        return _LEGACY[parts[0]]
    dotted = ".".join(parts)
    for resource, endpoint in _RESOURCES:
        if dotted == resource or dotted.startswith(resource + "."):
            verb = dotted[len(resource) + 1 :]
            stored = endpoint == "chat_completions" and verb in _STORED
            return None if stored else endpoint
    return None


def _of_path(path: str) -> str | None:
    path = re.split(r"[?#]", path, maxsplit=1)[0]
    path = re.sub(r"^[a-z][a-z0-9+.-]*://[^/]*", "", path, flags=re.IGNORECASE).rstrip("/")
    if _THREADS.search(path):  # /threads/{id}/messages is not Anthropic's
        return "assistants_threads"
    return next((endpoint for pattern, endpoint in _PATHS if pattern.search(path)), None)


def judge_endpoint(provider: Provider, endpoint: str) -> EndpointVerdict:
    """Whether `provider` offers `endpoint` (a name of the catalogue, as from `endpoint_of`)."""
    entry = provider.endpoints.get(endpoint)
    if entry is None:
        evidence = Evidence(f"{provider.id}.endpoints.{endpoint}", "", (), "unknown")
        message = f"Nothing is known about {endpoint} at {provider.name}."
        return EndpointVerdict(endpoint, EndpointStatus.UNKNOWN, "", message, evidence)
    detail = entry.evidence.detail.rstrip(".")
    tail = f": {detail}." if detail and detail != "Listed" else "."
    said = {
        EndpointStatus.SUPPORTED: f"{provider.name} offers {endpoint}",
        EndpointStatus.PARTIAL: f"{provider.name} offers {endpoint} only in part",
        EndpointStatus.UNSUPPORTED: f"{provider.name} has no {endpoint}",
        EndpointStatus.UNKNOWN: f"Whether {provider.name} has {endpoint} is not established",
    }[entry.status]
    return EndpointVerdict(endpoint, entry.status, entry.path, said + tail, entry.evidence)
