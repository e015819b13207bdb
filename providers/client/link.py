"""What a connected client knows of its vendor, and what is done to each request and answer.

Sync and async clients share one `Link`; their copies (`with_options`) share it too. Everything here is
plain JSON and plain values, so it can be tested without a client.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from providers.behaviour import Behaviour
from providers.client import reasoning
from providers.client.shortcut import Shortcut
from providers.dialect.types import Change
from providers.errors import AdaptationError
from providers.types import Evidence, Provider

OnAdapt = Callable[[Change], None]

CHAT = "/chat/completions"
EMBEDDINGS = "/embeddings"


@dataclass(frozen=True, slots=True)
class Call:
    """What the application asked for, before adaptation; kept with the request for its answer."""

    include_usage: bool = False
    encoding: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """A vendor as one client sees it. `model` stands in for model ids that belong to other vendors."""

    provider: Provider
    behaviour: Behaviour
    on_adapt: OnAdapt | None = None
    strict: bool = False
    model: str | None = None
    memory: reasoning.Memory = field(default_factory=reasoning.Memory)
    shortcut: Shortcut = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "shortcut", Shortcut(self.provider))

    @property
    def remembers(self) -> reasoning.Memory | None:
        """The memory when this vendor wants reasoning back, else None."""
        return self.memory if self.behaviour.replay else None

    def outgoing(self, path: str, body: Mapping[str, Any], *, report: bool) -> Mapping[str, Any]:
        """The body to send instead of `body`, which is left as it is.

        Each change goes to `on_adapt` when `report` is set (a retry sends the same body again and does
        not report twice). With `strict` any change raises AdaptationError naming all of them.
        """
        changes: list[Change] = []
        body = self._with_model(body, changes)
        if path == CHAT:
            body = self._with_reasoning(body, changes)
            adapted = self.shortcut.adapt(body)
            body = adapted.body
            changes.extend(adapted.changes)
        elif "encoding_format" in body and self.provider.id not in ("openai", "azure-openai"):
            # The openai package asks for base64 when the application asks for nothing. Floats are every
            # vendor's default; `completion.embeddings` gives the caller the encoding it asked for.
            body = {k: v for k, v in body.items() if k != "encoding_format"}
        if changes:
            if self.strict:
                listed = "; ".join(change.message for change in changes)
                raise AdaptationError(f"{self.provider.id} would not take this request as it is: {listed}")
            if report and self.on_adapt is not None:
                for change in changes:
                    self.on_adapt(change)
        return body

    def _with_model(self, body: Mapping[str, Any], changes: list[Change]) -> Mapping[str, Any]:
        asked = body.get("model")
        if self.model is None or asked == self.model or not isinstance(asked, str):
            return body
        if not self._foreign(asked):
            return body
        changes.append(
            Change(
                parameter="model",
                path=("model",),
                before=asked,
                after=self.model,
                message=f"{asked} is not a model of {self.provider.name}; {self.model} is asked instead",
                evidence=_evidence(self.provider, "models", "the vendor's model list"),
            )
        )
        return {**body, "model": self.model}

    def _foreign(self, model: str) -> bool:
        """True when the catalogue knows the model, and only at other vendors."""
        from providers import catalog

        if self.provider.model(model) is not None:
            return False
        owners = catalog.model_owner(model)
        return bool(owners) and self.provider.id not in owners

    def _with_reasoning(self, body: Mapping[str, Any], changes: list[Change]) -> Mapping[str, Any]:
        messages = body.get("messages")
        if self.behaviour.replay is None or not isinstance(messages, list):
            return body
        restored, done = reasoning.restore(messages, self.behaviour.replay, self.memory)
        for position, name in done:
            changes.append(
                Change(
                    parameter="reasoning_replay",
                    path=("messages", position, name),
                    before=messages[position].get(name),
                    after=restored[position][name],
                    message=f"{self.provider.name} wants the reasoning of this turn back",
                    evidence=_evidence(
                        self.provider, "reasoning_replay", "reasoning goes back with its turn"
                    ),
                    meaning_kept=True,
                )
            )
        return {**body, "messages": restored} if done else body


def asked(path: str, body: Mapping[str, Any]) -> Call | None:
    """What matters later of the request as the application wrote it; None when nothing does."""
    if path == CHAT:
        options = body.get("stream_options")
        wanted = isinstance(options, Mapping) and bool(options.get("include_usage"))
        return Call(include_usage=True) if wanted else None
    if path == EMBEDDINGS and body.get("encoding_format") is not None:
        return Call(encoding=str(body["encoding_format"]))
    return None


def _evidence(provider: Provider, name: str, detail: str) -> Evidence:
    fact = provider.responses.get("reasoning_field") if name == "reasoning_replay" else None
    if fact is not None:
        return fact.evidence
    return Evidence(key=f"{provider.id}.{name}", detail=detail, sources=(), as_of=provider.as_of)
