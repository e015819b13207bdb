"""Places where a vendor's models and its API facts do not say the same.

Model lists and API references come from different sources. Where they contradict each other, the
seeds either settle it or name it under `discrepancies`; `unexplained` finds what is neither. A fact that
is unknown contradicts nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from providers.types import EndpointStatus, Lifecycle, Model, Provider

# a capability of a model, and the request parameters of which at least one must then not be refused
_NEEDS = {
    "tools": ("tools",),
    "json_mode": ("response_format_json_object",),
    "json_schema": ("response_format_json_schema",),
    "vision": ("content_image_url_http", "content_image_base64"),
}
_ENDED = (Lifecycle.RETIRED, Lifecycle.UNLISTED, Lifecycle.DEPRECATED)


def found(provider: Provider) -> Iterator[tuple[str, str, str]]:
    """Every contradiction of a vendor: a fact about models, a fact about its API, and what they say."""
    models = [m for m in provider.models.values() if m.status not in _ENDED]
    chat = [m for m in models if m.kind == "chat"]
    for capability, parameters in _NEEDS.items():
        refused = [m.id for m in chat if getattr(m.capabilities, capability) and _refused(provider, m, parameters)]
        if refused:
            yield (
                f"{provider.id}.models.{refused[0]}.capabilities.{capability}",
                f"{provider.id}.dialect.{parameters[0]}",
                f"{', '.join(refused)} have {capability}, the API refuses {parameters[0]} for them",
            )
    vectors = [m.id for m in models if m.kind == "embedding"]
    status = provider.endpoints["embeddings"].status
    if vectors and status in (EndpointStatus.UNSUPPORTED, EndpointStatus.UNKNOWN):
        yield (
            f"{provider.id}.models.{vectors[0]}",
            f"{provider.id}.endpoints.embeddings",
            f"there are embedding models ({', '.join(vectors)}), the endpoint is {status}",
        )
    rule = provider.dialect.get("parameters", {}).get("max_tokens", {})
    limit = rule.get("range", {}).get("max")
    longer = [m.id for m in chat if limit is not None and (m.max_output or 0) > limit]
    if longer and not rule.get("rules"):
        yield (
            f"{provider.id}.models.{longer[0]}.max_output",
            f"{provider.id}.dialect.max_tokens",
            f"{', '.join(longer)} give more than the {limit} tokens that max_tokens may ask for",
        )


def _refused(provider: Provider, model: Model, parameters: tuple[str, ...]) -> bool:
    """Whether the vendor refuses every one of the parameters on the model."""
    from providers.dialect import Outcome, judge

    return all(judge(provider, model.id, name).outcome is Outcome.REFUSED for name in parameters)


def unexplained(provider: Provider) -> Iterator[str]:
    """Contradictions that no discrepancy of the vendor names by its API fact."""
    named = {fact for entry in provider.discrepancies for fact in entry.facts}
    for first, second, words in found(provider):
        if second not in named:
            yield f"{first} and {second} disagree: {words}: settle it or name it under discrepancies"
