"""Which endpoint a call or a path means, and whether a vendor has it."""

from __future__ import annotations

import pytest

from providers import catalog
from providers.dialect import endpoint_of, judge_endpoint
from providers.types import EndpointStatus


@pytest.mark.parametrize(
    ("api", "endpoint"),
    [
        ("chat.completions.create", "chat_completions"),
        ("chat.completions.stream", "chat_completions"),
        ("chat.completions.parse", "chat_completions"),
        ("beta.chat.completions.parse", "chat_completions"),
        ("chat.completions.with_raw_response.create", "chat_completions"),
        ("with_raw_response.chat.completions.create", "chat_completions"),
        ("chat.completions.list", None),
        ("chat.completions.messages.list", None),
        ("responses.create", "responses"),
        ("responses.input_items.list", "responses"),
        ("responses.input_tokens.count", "token_count"),
        ("completions.create", "completions"),
        ("embeddings.create", "embeddings"),
        ("embeddings.with_streaming_response.create", "embeddings"),
        ("files.create", "files"),
        ("uploads.parts.create", "files"),
        ("batches.create", "batches"),
        ("images.generate", "images_generations"),
        ("images.edit", "images_generations"),
        ("audio.speech.create", "audio_speech"),
        ("audio.speech.with_streaming_response.create", "audio_speech"),
        ("audio.transcriptions.create", "audio_transcriptions"),
        ("audio.translations.create", "audio_transcriptions"),
        ("moderations.create", "moderations"),
        ("models.list", "models"),
        ("fine_tuning.jobs.create", "fine_tuning"),
        ("fine_tuning.jobs.checkpoints.list", "fine_tuning"),
        ("beta.assistants.create", "assistants_threads"),
        ("beta.threads.runs.create", "assistants_threads"),
        ("beta.threads.messages.list", "assistants_threads"),
        ("beta.threads.create_and_run", "assistants_threads"),
        ("beta.realtime.connect", "realtime"),
        ("realtime.connect", "realtime"),
        ("realtime.client_secrets.create", "realtime"),
        ("vector_stores.create", "vector_stores"),
        ("videos.create", None),
        ("openai.ChatCompletion.create", "chat_completions"),
        ("ChatCompletion.acreate", "chat_completions"),
        ("Completion.create", "completions"),
        ("openai.Embedding.create", "embeddings"),
        ("Image.create", "images_generations"),
        ("Image.acreate_edit", "images_generations"),
        ("Audio.transcribe", "audio_transcriptions"),
        ("Audio.atranslate_raw", "audio_transcriptions"),
        ("Moderation.create", "moderations"),
        ("File.create", "files"),
        ("FineTune.create", "fine_tuning"),
        ("FineTuningJob.create", "fine_tuning"),
        ("Engine.list", "models"),
        ("OpenAI", None),
        ("chatter.completions", None),
        ("openai", None),
        ("", None),
    ],
)
def test_dotted(api: str, endpoint: str | None) -> None:
    assert endpoint_of(api) == endpoint


@pytest.mark.parametrize(
    ("path", "endpoint"),
    [
        ("/v1/chat/completions", "chat_completions"),
        ("https://api.openai.com/v1/chat/completions", "chat_completions"),
        ("/api/paas/v4/chat/completions", "chat_completions"),
        ("/openai/deployments/gpt4/chat/completions?api-version=2024-02-01", "chat_completions"),
        ("/openai/deployments/embeddings/chat/completions", "chat_completions"),
        ("/v1/completions", "completions"),
        ("/v1/engines/davinci/completions", "completions"),
        ("/v1/embeddings/", "embeddings"),
        ("/v1/responses/resp_1", "responses"),
        ("/v1/responses/input_tokens", "token_count"),
        ("/v1/tokenizers/estimate-token-count", "token_count"),
        ("/v1/messages/count_tokens", "token_count"),
        ("/anthropic/v1/messages", "anthropic_messages"),
        ("/v1/threads/thread_1/messages", "assistants_threads"),
        ("/v1/assistants", "assistants_threads"),
        ("/v1/images/generations", "images_generations"),
        ("/v1/audio/speech", "audio_speech"),
        ("/v1/audio/translations", "audio_transcriptions"),
        ("/v1/files/file-1/content", "files"),
        ("/v1/batches/b/cancel", "batches"),
        ("/v1/models/gpt-4o", "models"),
        ("/v1/fine_tuning/jobs", "fine_tuning"),
        ("/v1/moderations", "moderations"),
        ("wss://api.openai.com/v1/realtime?model=x", "realtime"),
        ("https://models.example.com/", None),
        ("https://example.com/embeddings-of-mine", None),
        ("/", None),
    ],
)
def test_paths(path: str, endpoint: str | None) -> None:
    assert endpoint_of(path) == endpoint


def test_every_endpoint_name_is_one_of_the_catalogue() -> None:
    known = set(catalog.load("openai").endpoints)
    named = {endpoint_of(api) for api in ("chat.completions", "responses.input_tokens.count", "/v1/messages")}
    assert named <= known


@pytest.mark.parametrize(
    ("vendor", "endpoint", "status", "words"),
    [
        ("zhipu", "chat_completions", EndpointStatus.SUPPORTED, "offers chat_completions: No /v1 segment."),
        ("zhipu", "completions", EndpointStatus.UNSUPPORTED, "has no completions"),
        ("zhipu", "responses", EndpointStatus.PARTIAL, "only in part"),
        ("moonshot", "embeddings", EndpointStatus.UNSUPPORTED, "has no embeddings"),
        ("moonshot", "moderations", EndpointStatus.UNKNOWN, "is not established"),
        ("baichuan", "assistants_threads", EndpointStatus.UNKNOWN, "is not established"),
        ("openai", "telepathy", EndpointStatus.UNKNOWN, "Nothing is known"),
    ],
)
def test_judging(vendor: str, endpoint: str, status: EndpointStatus, words: str) -> None:
    verdict = judge_endpoint(catalog.load(vendor), endpoint)
    assert verdict.status is status
    assert words in verdict.message
    assert catalog.load(vendor).name in verdict.message
    assert verdict.message.endswith(".")
    assert verdict.evidence.key == f"{vendor}.endpoints.{endpoint}"
