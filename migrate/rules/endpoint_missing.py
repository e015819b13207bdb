"""Endpoints the target does not have.

What: assistants and threads, moderations, batches, images, audio, realtime, fine-tuning, the Responses
API, files and text completions, where the target has none of the kind or only a part.

Why: the request ends in a 404, whatever the model.

Edit: a call of the Responses API in Python or TypeScript becomes a chat completion, for review: `input` and
`instructions` become messages, `max_output_tokens` max_tokens, `text.format` response_format, `reasoning.effort`
reasoning_effort, and `output_text`, `usage` and the text events of a stream are read in their new shape. It is
made whole or not at all: where an argument has no counterpart (`previous_response_id`, `conversation`,
`background`, tools that run at the vendor) or the answer goes where it cannot be followed, the finding names what
stands in the way. Function tools, the calls in `output` and their answers (`function_call_output`) move with all
calls of their file.

Manual: all other endpoints, and paths that are no more at the old vendor either (`/v1/engines`, `/v1/edits`,
`/v1/answers`). Each finding says what to put in the endpoint's place. Where it is not established
whether the target has the endpoint, the finding is a warning: try one request first.
"""

from __future__ import annotations

from collections.abc import Iterator

from migrate.model import Applicability, Severity, Site, SiteKind
from migrate.rules import gone, models
from migrate.rules.base import Change, Context, Draft, proof
from migrate.rules.stance import Stance

_INSTEAD = {
    "responses": "Call chat.completions.create instead: input becomes messages, instructions a system message, "
    "max_output_tokens max_tokens, text.format response_format; "
    "read choices[0].message.content for output_text.",
    "completions": "Call chat.completions.create instead: the prompt becomes one user message, "
    "and the text is in choices[0].message.content.",
    "files": "Send the text of the file in the messages, or use the target's own upload as its documentation says.",
    "batches": "Send the requests one by one at a limited rate, or use the target's own batch service.",
    "images_generations": "Keep image generation with today's vendor, behind a client of its own, "
    "or choose another vendor for it.",
    "audio_speech": "Keep speech synthesis with today's vendor, behind a client of its own, "
    "or choose another vendor for it.",
    "audio_transcriptions": "Keep transcription with today's vendor, behind a client of its own, "
    "or run a speech model yourself.",
    "moderations": "Ask a chat model to classify the text, rely on the target's own content filter, "
    "or keep a moderation service of its own.",
    "fine_tuning": "Collect the training data again in the target's format, or put examples into the prompt.",
    "assistants_threads": "Keep the conversation in your own storage and send it with "
    "chat.completions.create; tools and retrieval become function tools of your own.",
    "vector_stores": "Cut the files yourself, store vectors made by the target's embeddings in a database of your "
    "own, and give what is found to the chat in its messages or by a function tool.",
    "realtime": "Chain transcription, a chat model and speech synthesis, or keep realtime sessions "
    "with today's vendor.",
    "token_count": "Count tokens with the target's tokenizer, or read usage from answers.",
    "models": "Keep the list of models in your configuration.",
    "anthropic_messages": "Call chat.completions.create instead.",
}
# How the API is called where the catalogue's name for it says little to a reader.
_CALLED = {
    "assistants_threads": "Assistants API (/v1/assistants, /v1/threads)",
    "batches": "Batch API (/v1/batches)",
    "realtime": "Realtime API (/v1/realtime)",
    "vector_stores": "vector stores (/v1/vector_stores)",
}
_CONVERTED = (
    "The call becomes chat.completions.create. Nothing is stored at the vendor any more; check what is read of "
    "the answer."
)
_SPOKEN_FOR = frozenset({"chat_completions", "embeddings"})  # other rules
_LEVEL = {"unsupported": Severity.BLOCKER, "partial": Severity.WARNING, "unknown": Severity.WARNING}


def check(site: Site, ctx: Context) -> Iterator[Draft]:
    """A request to an endpoint that is not there."""
    if site.kind not in (SiteKind.CALL, SiteKind.HTTP) or not ctx.code.stance(site).moves:
        return
    if ctx.code.stance(site) is Stance.DOUBT and site.kind is SiteKind.HTTP:
        return
    if site.kind is SiteKind.HTTP and (left := gone.draft(site.api, ctx, "path")) is not None:
        yield left
        return
    endpoint = models.endpoint_of(site)
    if endpoint is None or endpoint in _SPOKEN_FOR:
        return
    from providers import dialect

    verdict = dialect.judge_endpoint(ctx.target, endpoint)
    severity = _LEVEL.get(verdict.status)
    if severity is None:
        return
    todo = _INSTEAD.get(endpoint, "Find a replacement for this call.")
    called = _CALLED.get(endpoint, endpoint)
    if verdict.status == "unknown" and "API" in called:
        called = f"{'an' if called[0] == 'A' else 'a'} {called}"
    message = verdict.message.replace(endpoint, called, 1)
    if verdict.path and verdict.path not in message:
        message = f"{message} The target's path is {verdict.path}."
    changes: tuple[Change, ...] = ()
    if endpoint == "responses" and site.kind is SiteKind.CALL:
        found = ctx.code.rewrites.conversion(site)
        if isinstance(found, str):
            todo = f"{todo} It is not done by an edit: {found}."
        else:
            changes, todo = found.changes, " ".join((_CONVERTED, *found.remarks))
    if changes:
        tried = "Apply it unless one request against the target shows that it answers this one as it is. "
        yield Draft(
            severity,
            Applicability.REVIEW,
            message,
            changes,
            (proof(verdict.evidence),),
            ("" if verdict.status == "unsupported" else tried) + todo,
            endpoint,
        )
        return
    if verdict.status == "partial":
        todo = f"Compare this call with what the target offers; where it does not fit: {todo[0].lower()}{todo[1:]}"
    elif verdict.status == "unknown":
        todo = f"Try one request against the target; if it fails: {todo[0].lower()}{todo[1:]}"
    yield Draft(severity, Applicability.MANUAL, message, (), (proof(verdict.evidence),), todo, endpoint)
