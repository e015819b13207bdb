"""From what the dialect says of a field to a finding: shared by every rule about a request parameter.

A rule names the parameters it speaks for (`RULE_OF`), the dialect judges the whole request, and the
remedies of a verdict become changes at the argument the field was read from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Literal as OneOf

from migrate.model import Applicability, Arg, DictValue, ListValue, Literal, Severity, Site, SiteKind
from migrate.rules import configured, request
from migrate.rules.base import Add, Change, Check, Context, Draft, Drop, Extra, Rename, SetCode, SetValue, proof
from migrate.rules.codebase import written_at
from migrate.rules.models import is_chat_request

if TYPE_CHECKING:
    from providers.dialect import Remedy, Verdict

JUDGED = (SiteKind.CALL, SiteKind.FRAMEWORK, SiteKind.HTTP)

# Which rule speaks for a parameter of the dialect. What is not here belongs to `undocumented`.
RULE_OF = {
    "temperature": "temperature-range",
    "temperature_zero": "temperature-zero",
    "top_p": "top-p-range",
    "max_tokens": "max-tokens",
    "max_completion_tokens": "max-tokens",
    "tool_choice_none": "tool-choice",
    "tool_choice_auto": "tool-choice",
    "tool_choice_required": "tool-choice",
    "tool_choice_named": "tool-choice",
    "tools": "tools",
    "tools_strict": "tools",
    "builtin_web_search": "tools",
    "response_format_text": "response-format",
    "response_format_json_object": "response-format",
    "response_format_json_schema": "response-format",
    "response_format_json_schema_strict": "response-format",
    "parallel_tool_calls": "parallel-tool-calls",
    "n": "n-choices",
    "seed": "seed",
    "logprobs": "logprobs",
    "top_logprobs": "logprobs",
    "logit_bias": "logit-bias",
    "presence_penalty": "penalties",
    "frequency_penalty": "penalties",
    "stop": "stop-sequences",
    "role_system": "developer-role",
    "role_developer": "developer-role",
    "role_tool": "developer-role",
    "functions": "legacy-functions",
    "function_call": "legacy-functions",
    "message_name": "message-name",
    "user": "user-field",
    "safety_identifier": "user-field",
    "reasoning_effort": "reasoning",
    "thinking_toggle": "reasoning",
    "reasoning_replay": "reasoning-replay",
    "prefix_mode": "undocumented",
    "content_text_parts": "content-parts",
    "content_image_url_http": "content-parts",
    "content_image_base64": "content-parts",
    "content_input_audio": "content-parts",
    "content_file": "content-parts",
    "content_video_url": "content-parts",
    "stream": "stream-usage",
    "stream_options_include_usage": "stream-usage",
}

_SEVERITY = {
    "refused": Severity.BLOCKER,
    "renamed": Severity.WARNING,
    "ignored": Severity.WARNING,
    "changed": Severity.WARNING,
    "unknown": Severity.INFO,
}


def speaks_for(rule: str) -> Check:
    """The check of a rule that reports what the dialect says of its parameters."""

    def check(site: Site, ctx: Context) -> Iterator[Draft]:
        for verdict in verdicts(site, ctx, rule):
            yield draft(verdict, site, ctx)
        for entry, verdict in configured.beside(site, ctx):
            if RULE_OF.get(verdict.parameter) == rule:
                made = configured.draft(site, entry, verdict, ctx)
                yield from (made,) if made is not None else ()

    return check


def severity_of(verdict: Verdict) -> Severity:
    """How bad what the target does is."""
    return _SEVERITY[verdict.outcome]


def verdicts(site: Site, ctx: Context, rule: str) -> Iterator[Verdict]:
    """Verdicts on a site's request that a rule speaks for, other than plain acceptance."""
    if site.kind not in JUDGED or not ctx.code.stance(site).moves or not is_chat_request(site):
        return
    for verdict in ctx.code.verdicts(site):
        if RULE_OF.get(verdict.parameter, "undocumented") == rule and not _silent(verdict):
            yield verdict


def _silent(verdict: Verdict) -> bool:
    """Accepted, or a list that is put together elsewhere and has only generous bounds."""
    unread = verdict.outcome == "unknown" and not verdict.remedies
    return verdict.outcome == "accepted" or (unread and verdict.path in (("messages",), ("tools",)))


def draft(verdict: Verdict, site: Site, ctx: Context) -> Draft:
    """The finding for a verdict, with the changes its remedies ask for."""
    read = ctx.code.request(site)
    arg = request.locate(read, verdict.path)
    verdict = _of_the_old_vendor(_renamed(verdict, site, ctx), arg, site, ctx)
    severity = _SEVERITY[verdict.outcome]
    if verdict.outcome == "unknown" and any(r.automatic and not r.meaning_kept for r in verdict.remedies):
        severity = Severity.WARNING
    field = ".".join(str(step) for step in verdict.path) or verdict.parameter
    evidence = (proof(verdict.evidence),)
    if arg is None or not verdict.remedies or not request.has_place(arg):
        return Draft(severity, Applicability.MANUAL, verdict.message, (), evidence, _notes(verdict, field), field)
    changes: list[Change] = []
    shared: str | None = None
    for remedy in verdict.remedies:
        made = _changes(remedy, arg, verdict, site, ctx)
        if made is None:
            return Draft(severity, Applicability.MANUAL, verdict.message, (), evidence, _notes(verdict, field), field)
        shared = shared or made[1]
        changes += [c for c in made[0] if c not in changes]
    kept = all(r.meaning_kept for r in verdict.remedies)
    if not changes:
        return Draft(severity, Applicability.MANUAL, verdict.message, (), evidence, _notes(verdict, field), field)
    level = Applicability.SAFE if kept and shared is None else Applicability.REVIEW
    todo = None if level is Applicability.SAFE else _notes(verdict, field)
    return Draft(severity, level, verdict.message, tuple(changes), evidence, todo, field, shared if kept else None)


def _renamed(verdict: Verdict, site: Site, ctx: Context) -> Verdict:
    """A field the target only knows by another name, whatever its value: that much is certain."""
    from providers import dialect
    from providers.dialect.rules import of

    if verdict.outcome != "unknown" or verdict.remedies:
        return verdict
    models: tuple[str | None, ...] = ctx.code.target_models(site) or (None,)
    rules = [r for m in models for r in of(ctx.target).candidates(verdict.parameter, m, ctx.code.thinking(site))]
    names = {rule.rename_to for rule in rules}
    name = names.pop() if len(names) == 1 else None
    if name is None:
        return verdict
    place: OneOf["body", "extra_body"] = "body" if name in dialect.CLIENT_FIELDS else "extra_body"
    step = dialect.Remedy(
        "rename", name, location=place, note=f"it is called {name} there: check what values it takes"
    )
    return replace(verdict, remedies=(step,))


def _of_the_old_vendor(verdict: Verdict, arg: Arg | None, site: Site, ctx: Context) -> Verdict:
    """A field that the vendor left has of its own, and nothing is known of at the target: it goes.

    Where it stands for a temperature of 0, which the target takes, that is written again.
    """
    from providers import dialect
    from providers.dialect.rules import of

    name = verdict.parameter
    if verdict.outcome != "unknown" or verdict.remedies or verdict.path != (name,) or arg is None:
        return verdict
    own = of(ctx.source).candidates(name, None, None)
    if ctx.source.id in ("openai", "azure-openai") or not own or of(ctx.target).candidates(name, None, None):
        return verdict
    meant = f" ({ctx.source.name}: {own[0].detail.rstrip('.')})" if own[0].detail else ""
    step = dialect.Remedy("drop", note=f"decide whether the code can do without {name}{meant}")
    zero = [r.rename_to for r in of(ctx.source).candidates("temperature_zero", None, None)]
    if zero == [name] and request.literal(arg) is False:
        models = ctx.code.target_models(site) or (None,)
        judged = [v for m in models for v in dialect.judge_request(ctx.target, {"temperature": 0}, model=m)]
        if judged and all(v.outcome == "accepted" for v in judged if v.path == ("temperature",)):
            step = dialect.Remedy("move", "temperature", 0, note="it stands for temperature 0")
    message = f"{name} is a field of {ctx.source.name}'s own; nothing is known of it at {ctx.target.name}."
    return replace(verdict, remedies=(step,), message=message)


def _notes(verdict: Verdict, field: str) -> str:
    notes = dict.fromkeys(r.note for r in verdict.remedies if r.note)
    if notes and all(note in verdict.message for note in notes):
        return f"Make sure that the value of {field} fits when the program runs."
    if notes:
        text = "; ".join(notes)
        return (text[0].upper() if " " in text.split("_", 1)[0] else text[0]) + text[1:].rstrip(".") + "."
    if verdict.outcome == "changed":
        return f"Check that {field} still does here what it is meant to do."
    return _todo(verdict, field)


def _todo(verdict: Verdict, field: str) -> str:
    if verdict.outcome == "unknown":
        from providers.dialect import UNKNOWN

        if verdict.value is UNKNOWN and not verdict.remedies:
            return f"Make sure that the value of {field} fits when the program runs."
        if any(r.action == "drop" for r in verdict.remedies):
            return f"Decide whether the code can do without {field}, or try one request with it."
        return f"Try one request with {field} against the target before relying on it."
    return f"Change or remove {field} by hand."


def _changes(
    remedy: Remedy, arg: Arg, verdict: Verdict, site: Site, ctx: Context
) -> tuple[tuple[Change, ...], str | None] | None:
    """The changes of one remedy, and why a person should look at them although they keep the meaning.

    None when no edit can carry the remedy out.
    """
    from providers.dialect import UNKNOWN

    read = ctx.code.request(site)
    if remedy.action in ("keep", "manual") or remedy.value is UNKNOWN:
        return ((), None) if remedy.action == "keep" else None
    if remedy.action == "drop":
        field = read.fields.get(remedy.name) if remedy.name else _whole(arg, verdict, read)
        return None if field is None else ((Drop(field),), None)
    if remedy.action == "move":
        return _move(remedy, arg, site, ctx)
    name, nested = remedy.name, len(verdict.path) > 1
    if name and name != arg.name and not nested and name in read.fields:
        return (Drop(arg),), None  # it is sent under the new name already
    if name and name != arg.name and not nested and _elsewhere(remedy, str(verdict.path[0]), site, ctx):
        code = _text(arg, site, ctx) if remedy.action == "rename" else literal(remedy.value, site)
        return (Drop(arg), _sent(name, code, remedy)), None
    renamed: tuple[Change, ...] = (Rename(arg, name),) if name and name != arg.name else ()
    if remedy.action == "rename":
        return renamed, None
    return _replaced(remedy, arg, site, ctx, renamed)


def _whole(arg: Arg, verdict: Verdict, read: request.Request) -> Arg:
    """The dict that holds nothing but the entry which goes, else the entry itself."""
    if len(verdict.path) != 2:
        return arg
    parent = read.fields.get(str(verdict.path[0]))
    held = parent.value if parent is not None else None
    if parent is not None and isinstance(held, DictValue) and held.complete and len(held.entries) == 1:
        return parent
    return arg


def _move(remedy: Remedy, arg: Arg, site: Site, ctx: Context) -> tuple[tuple[Change, ...], str | None] | None:
    """The field goes, and another takes its place; for `messages`, as a sentence of the system message."""
    read, name = ctx.code.request(site), remedy.name
    if name is None:
        return None
    if name == "messages":
        content = _system_content(read.fields.get("messages"))
        if content is None:
            return None
        joined = f"{_text(content, site, ctx)} + {literal(chr(10) * 2 + str(remedy.value), site)}"
        return (Drop(arg), SetCode(content.value_span, joined)), None
    if name in read.fields:
        return (Drop(arg),), None
    if arg.name in read.extra and remedy.location == "extra_body":
        return (Rename(arg, name), SetCode(arg.value_span, literal(remedy.value, site))), None
    if remedy.location == "extra_body":
        return (Drop(arg), Extra(name, remedy.value)), None
    return (Drop(arg), Add(name, literal(remedy.value, site))), None


def _system_content(messages: Arg | None) -> Arg | None:
    """The content of the first system message, when the messages are written in the call."""
    if messages is None or not isinstance(messages.value, ListValue):
        return None
    for item in messages.value.items:
        if isinstance(item.value, DictValue):
            role, content = item.value.get("role"), item.value.get("content")
            if request.text(role) in ("system", "developer") and content is not None:
                simple = not isinstance(content.value, ListValue | DictValue)
                return content if simple and not _from_elsewhere(content) else None
    return None


def _from_elsewhere(arg: Arg) -> bool:
    return False if not isinstance(arg.value, Literal) else arg.value.origin is not None and not len(arg.value_span)


def _elsewhere(remedy: Remedy, field: str, site: Site, ctx: Context) -> bool:
    """True when the new name has to stand where the old one does not: in extra_body, or outside it."""
    if site.kind is SiteKind.HTTP or site.sdk == "openai<1":
        return False
    return (remedy.location == "extra_body") != (field in ctx.code.request(site).extra)


def _sent(name: str, code: str, remedy: Remedy) -> Change:
    return Extra(name, code=code) if remedy.location == "extra_body" else Add(name, code)


def _replaced(
    remedy: Remedy, arg: Arg, site: Site, ctx: Context, renamed: tuple[Change, ...]
) -> tuple[tuple[Change, ...], str | None]:
    value = remedy.value
    old = arg.value.value if isinstance(arg.value, Literal) else None
    if isinstance(value, list) and value == [old]:
        return (*renamed, SetCode(arg.value_span, f"[{_text(arg, site, ctx)}]")), None
    here = SetValue(arg.value_span, value)
    origin = arg.value.origin if isinstance(arg.value, Literal) else None
    if origin is None:
        return (*renamed, here), None
    uses = ctx.code.uses.get(written_at(site, arg), [])
    if all(other.name == arg.name and ctx.code.stance(user).moves for user, other in uses):
        return (*renamed, SetValue(origin.span, value, origin.path)), None
    return (*renamed, here), f"the value is a constant ({origin.path}:{origin.line}) with other uses"


def written_here(site: Site) -> bool:
    """True when arguments can be added to the request where the site stands."""
    if site.kind is SiteKind.FRAMEWORK and site.language == "typescript":
        return False  # these have names of their own for the fields of the body
    return site.args_span is not None


def literal(value: object, site: Site) -> str:
    """A value as source text of the site's language."""
    from migrate.languages import LANGUAGES

    return LANGUAGES[site.language].literal(value)


def _text(arg: Arg, site: Site, ctx: Context) -> str:
    """The source text of an argument's value."""
    source = ctx.read(site.path)
    return source.text(arg.value_span) if source is not None else ""
