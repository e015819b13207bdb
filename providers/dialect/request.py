"""A whole request body, taken apart into parameters and judged one by one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from providers.dialect import names
from providers.dialect.judge import Place, by_rule, judge_at, judge_switch, names_zero
from providers.dialect.rules import Dialect, View, of
from providers.dialect.thinking import SWITCHES, mode_of
from providers.dialect.types import UNKNOWN, Outcome, Remedy, Verdict
from providers.types import Provider

Item = tuple[str, Any, Place]

_FORMATS = ("text", "json_object", "json_schema")
_CHOICES = ("none", "auto", "required")
_REASONING = ("reasoning_content", "reasoning", "reasoning_details")
_PREFIXES = ("partial", "prefix")
_NOTHING: tuple[Remedy, ...] = ()
_PLAIN = names.DIRECT | {"temperature", "stream"}  # judged by their own name and value


def judge_request(
    provider: Provider,
    body: Mapping[str, Any],
    *,
    model: str | None = None,
    thinking: bool | None = None,
) -> tuple[Verdict, ...]:
    """What `provider` does with every parameter of a chat request, accepted ones included.

    `body` is what the openai client would send; an `extra_body` in it is merged first. `model`
    replaces the body's own. `thinking` None means: from the body and the model. Parameters that are
    None or omitted are not judged. Of an accepted role or content type only the first is reported.
    """
    dialect = of(provider)
    body = merged(body)
    return tuple(verdicts(dialect, body, model or model_of(body), thinking, accepted=True))


def merged(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The body with what stands in `extra_body` at its top level, as it goes over the wire."""
    extra = body.get("extra_body")
    if not isinstance(extra, Mapping):
        return body
    return {**{k: v for k, v in body.items() if k != "extra_body"}, **extra}


def omitted(value: object) -> bool:
    """True for None and for the openai client's markers of an argument that was not given."""
    return value is None or type(value).__name__ in ("NotGiven", "Omit")


def model_of(body: Mapping[str, Any]) -> str | None:
    """The model a body names, or None when it names none or its name is not known."""
    model = body.get("model")
    return model if isinstance(model, str) else None


def verdicts(
    dialect: Dialect, body: Mapping[str, Any], model: str | None, thinking: bool | None, *, accepted: bool
) -> Iterator[Verdict]:
    """`judge_request` for a compiled dialect; without the accepted ones when `accepted` is False."""
    view = dialect.view(model, mode_of(dialect, model, body) if thinking is None else thinking)
    for field, value in body.items():
        if field in names.TRANSPORT or field == "extra_body" or omitted(value):
            continue
        zero = field == "temperature" and names_zero(value)
        if not (accepted or zero) and field in _PLAIN and view.accepts(field, value):
            continue
        for verdict in _field(view, field, value, accepted):
            if accepted or verdict.outcome is not Outcome.ACCEPTED:
                yield verdict
    for combination in view.combinations:
        holds = combination.holds(body, view.known, view.thinking)
        if holds is False or (holds is None and combination.outcome is Outcome.UNKNOWN):
            continue
        place: Place = names.path_of(combination.parameter)
        value = body.get(str(place[0]))
        if holds is None:
            message = f"{view.who}: {combination.detail}; whether this request does so is not known."
            outcome, remedies = Outcome.UNKNOWN, _NOTHING
        else:
            message = f"{view.who}: {combination.detail}."
            outcome, remedies = combination.outcome, combination.remedy(value)
        models = ", ".join(combination.models) or None
        yield Verdict(
            combination.parameter, place, outcome, value, message, combination.evidence, remedies, models,
            combination.thinking,
        )  # fmt: skip


def _field(view: View, field: str, value: Any, accepted: bool) -> Iterator[Verdict]:
    if field in names.DIRECT:
        yield judge_at(view, field, value, (field,))
    elif field == "temperature":
        parameter = "temperature_zero" if names_zero(value) else "temperature"
        yield judge_at(view, parameter, value, ("temperature",))
    elif field == "messages":
        yield from _messages(view, value, accepted)
    elif field == "stream":
        if value is not False:
            yield judge_at(view, "stream", value, ("stream",))
    elif field == "response_format":
        yield from _response_format(view, value)
    elif field == "tool_choice":
        yield _tool_choice(view, value)
    elif field == "tools":
        yield from _tools(view, value)
    elif field == "stream_options":
        wanted = value.get("include_usage", False) if isinstance(value, Mapping) else value
        if wanted is UNKNOWN or wanted:
            place: Place = ("stream_options", "include_usage")
            yield judge_at(view, "stream_options_include_usage", wanted, place)
    elif field in SWITCHES:
        yield judge_switch(view, value, (field,), field)
    else:
        yield judge_at(view, field, value, (field,))


def _either(
    view: View, parameters: tuple[str, ...], place: Place
) -> Verdict:
    """A verdict for a field whose variant is not known: certain only where all variants agree."""
    found = [judge_at(view, p, UNKNOWN, place) for p in parameters]
    if all(v.outcome is found[0].outcome for v in found):
        return found[0]
    cases = ", ".join(f"{names.describe(v.parameter)} {v.outcome.value}" for v in found)
    message = f"{view.who} and {place[0]}: value not known ({cases})."
    worst = next((v for v in found if v.outcome is Outcome.REFUSED), found[0])
    return Verdict(worst.parameter, place, Outcome.UNKNOWN, UNKNOWN, message, worst.evidence)


def _response_format(
    view: View, value: Any
) -> Iterator[Verdict]:
    place: Place = ("response_format",)
    kind = value.get("type", UNKNOWN) if isinstance(value, Mapping) else UNKNOWN
    if value is not UNKNOWN and not isinstance(value, Mapping):
        kind = "json_schema"  # a class, as the parse helper takes it
    if kind is UNKNOWN:
        yield _either(view, tuple(f"response_format_{f}" for f in _FORMATS), place)
        return
    if kind not in _FORMATS:
        yield judge_at(view, "response_format", value, place)
        return
    verdict = judge_at(view, f"response_format_{kind}", value, place)
    yield verdict
    schema = value.get("json_schema") if isinstance(value, Mapping) else None
    strict = schema.get("strict") if isinstance(schema, Mapping) else None
    if kind == "json_schema" and strict and not verdict.automatic:
        inner: Place = ("response_format", "json_schema", "strict")
        yield judge_at(view, "response_format_json_schema_strict", strict, inner)


def _tool_choice(view: View, value: Any) -> Verdict:
    place: Place = ("tool_choice",)
    if value is UNKNOWN:
        parameters = tuple(f"tool_choice_{c}" for c in (*_CHOICES, "named"))
        return _either(view, parameters, place)
    if isinstance(value, Mapping):
        return judge_at(view, "tool_choice_named", value, place)
    parameter = f"tool_choice_{value}" if value in _CHOICES else "tool_choice"
    return judge_at(view, parameter, value, place)


def _tools(view: View, value: Any) -> Iterator[Verdict]:
    yield judge_at(view, "tools", value, ("tools",))
    if not isinstance(value, (list, tuple)):
        return
    for index, tool in enumerate(value):
        if not isinstance(tool, Mapping):
            continue
        kind = tool.get("type", "function")
        function = tool.get("function")
        if kind == "function" and isinstance(function, Mapping) and function.get("strict"):
            place: Place = ("tools", index, "function", "strict")
            yield judge_at(view, "tools_strict", function["strict"], place)
        elif kind in ("web_search", "web_search_preview", "builtin_function"):
            yield judge_at(view, "builtin_web_search", kind, ("tools", index))


def _messages(view: View, value: Any, report: bool) -> Iterator[Verdict]:
    if not isinstance(value, (list, tuple)):
        return
    accepted: set[str] = set()
    for index, message in enumerate(value):
        if not isinstance(message, (dict, Mapping)):
            continue
        for parameter, given, place in _message(message, index):
            if not report and parameter not in _BY_VALUE and view.accepts(parameter, given):
                continue
            if parameter == "reasoning_replay":
                verdict = _replay(view, given, place)
            elif parameter == "prefix_mode":
                verdict = _prefix(view, given, place)
            else:
                verdict = judge_at(view, parameter, given, place)
            if verdict is None:
                continue
            if verdict.outcome is Outcome.ACCEPTED:
                if parameter in accepted:
                    continue
                if parameter not in _BY_VALUE:
                    accepted.add(parameter)
            yield verdict


# Whether one of these is accepted depends on the message, not only on model and mode.
_BY_VALUE = frozenset({"message_name", "reasoning_replay", "prefix_mode", "content_image_url_http"})


def _message(message: Mapping[str, Any], index: int) -> Iterator[Item]:
    at: Place = ("messages", index)
    role = message.get("role")
    if isinstance(role, str) and role in names.ROLES:
        yield names.ROLES[role], index, (*at, "role")
    if not omitted(message.get("name")):
        yield "message_name", role, (*at, "name")
    content = message.get("content")
    if isinstance(content, (list, tuple)):
        yield from _content(content, (*at, "content"))
    if role == "assistant":
        told = next((f for f in _REASONING if not omitted(message.get(f))), None)
        if told is not None:
            yield "reasoning_replay", "sent", (*at, told)
        elif message.get("tool_calls"):
            yield "reasoning_replay", "missing", (*at, "reasoning_content")
    for flag in _PREFIXES:
        if message.get(flag):
            yield "prefix_mode", message[flag], (*at, flag)


def _content(parts: list[Any] | tuple[Any, ...], at: Place) -> Iterator[Item]:
    media = False
    for index, part in enumerate(parts):
        if not isinstance(part, (dict, Mapping)):
            media = media or part is UNKNOWN
            continue
        kind = part.get("type")
        if kind == "text" or kind == "refusal":
            continue
        media = True
        place: Place = (*at, index)
        if kind == "image_url":
            given = part.get("image_url")
            url = given.get("url") if isinstance(given, Mapping) else given
            parameter = _image(url)
            if parameter is not None:
                yield parameter, url if parameter.endswith("http") else UNKNOWN, place
        elif kind == "input_audio":
            yield "content_input_audio", UNKNOWN, place
        elif kind in ("file", "input_file"):
            yield "content_file", UNKNOWN, place
        elif kind in ("video_url", "video"):
            yield "content_video_url", UNKNOWN, place
    if parts and not media:
        yield "content_text_parts", list(parts), at


def _image(url: Any) -> str | None:
    """By how the image is given; None for a reference to a file the vendor itself holds."""
    if not isinstance(url, str) or url[:4].lower() == "http":
        return "content_image_url_http"
    if url[:5].lower() == "data:" or "://" not in url[:16]:
        return "content_image_base64"
    return None


def _replay(
    view: View, given: str, place: Place
) -> Verdict | None:
    """Reasoning text sent back; that it is missing matters only where a rule requires it."""
    if given == "missing":
        rules = view.rules("reasoning_replay")
        if not any(rule.required for rule in rules):
            return None
    return judge_at(view, "reasoning_replay", given, place)


def _prefix(view: View, given: Any, place: Place) -> Verdict:
    """A message to be continued: the flag's name is the vendor's own."""
    rules = view.rules("prefix_mode")
    form = rules[0].form if rules else None
    if form is None or form == place[-1]:
        verdict = judge_at(view, "prefix_mode", given, place)
        return verdict if verdict.outcome is not Outcome.RENAMED else _own(verdict, view)
    verdict = by_rule(view, rules[0], given, place)
    step = Remedy("rename", form, given, meaning_kept=True, note=f"{view.dialect.name} spells it {form}")
    message = f"{view.who} takes {names.describe('prefix_mode')} as {form}."
    return Verdict(
        "prefix_mode", place, Outcome.RENAMED, given, message, verdict.evidence, (step,), verdict.models
    )


def _own(verdict: Verdict, view: View) -> Verdict:
    message = f"{view.who} accepts {names.describe('prefix_mode')}."
    return Verdict("prefix_mode", verdict.path, Outcome.ACCEPTED, verdict.value, message, verdict.evidence)
