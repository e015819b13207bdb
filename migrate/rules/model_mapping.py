"""Models: which of the target's takes a model's place.

What: model ids of the vendor that is left, in calls, constants, defaults of variables, and configuration.

Why: the target does not know them; the request fails with "model not found".

Edit: the id is replaced where it is written. The replacement is chosen by what the calls that use it need
(images, tools, JSON Schema), by tier and price, never a model that is retired, deprecated or only
announced. `--model OLD=NEW` and `[tool.migrate.models]` decide instead of the catalogue.

Azure asks for deployments, which only you can name: its model ids are manual, unless --model names them.

Review: tests and prefixes of model names (`model.startswith("gpt-4")`), names that are also keys of a
table, lists that also hold other vendors' models, fine-tuned models (their training does not move),
deployment names, and constants another vendor's client uses too. Manual: keys of tables (add an entry),
names that would stand twice in one list or in comparisons side by side (remove one), no model of the target
fits, or the id is not in the catalogue.

With `--style env` the most used model is read from LLM_MODEL (see base-url); the others stay in the code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from migrate.model import Applicability, Literal, Proof, Severity, Site, SiteKind, Span
from migrate.rules import addresses, models, proxied, request, style
from migrate.rules.base import Change, Context, Draft, SetCode, SetValue
from migrate.rules.codebase import Kind, Place, place
from migrate.rules.stance import Stance

if TYPE_CHECKING:
    from providers.mapping import Needs

_TESTS = frozenset({"prefix_test", "comparison", "membership", "regex"})
_KEYS = frozenset({"table_key", "key"})
_COUNTING = re.compile(r"(?i)tiktoken|tokeniz|encoding_?for_?model|get_?encoding")
_PRICES = re.compile(r"(?i)(?:cost|pric|per_?1[km]|usd).*\d\.\d")
# What stands between two members of a union type: others, and comments.
_UNION = rb"""(?:\s++|//[^\n]*+|/\*.*?\*/|\|\s*+"[^"\n]*+"|\|\s*+'[^'\n]*+')*+\|\s*+"""
_PREFIXES = re.compile(rb"(?i)prefix(?:es)?\w*[ \t]*(?::[^=\n]*)?=[ \t]*(?:\w+\()?\Z")
_WHITE = 1000  # bytes: more white space than stands around an item of a list
_NEAR = 100  # lines: models further apart are not in one list
_CALLS = (SiteKind.CALL, SiteKind.FRAMEWORK, SiteKind.HTTP)


def check(site: Site, ctx: Context) -> Iterator[Draft]:
    """A model id of the old vendor."""
    yield from mapped(site, ctx, "chat")


def mapped(site: Site, ctx: Context, kind: Kind) -> Iterator[Draft]:
    """Findings for model ids of one kind, `chat` or `embedding`.

    A client that stays with the old vendor keeps its models: they are not edited.
    """
    client = ctx.code.clients.get(site.client or "")
    stays = client is not None and ctx.code.stays(client)
    yield from (d for d in _mapped(site, ctx, kind) if not (stays and d.changes))


def _mapped(site: Site, ctx: Context, kind: Kind) -> Iterator[Draft]:
    if ctx.code.stance(site) is Stance.OTHER:
        return
    if site.kind in _CALLS:
        arg = request.find(site, "model")
        if arg is None or ctx.code.reported_elsewhere(site, arg) or not ctx.code.first_use(site, arg):
            return
        name = request.text(arg)
        if name is not None and _is(name, kind, site, ctx):
            origin = arg.value.origin if isinstance(arg.value, Literal) else None
            span = origin.span if origin else arg.value_span
            path = origin.path if origin else site.path
            yield draft(site, ctx, name, kind, span, path)
    elif site.kind in (SiteKind.MODEL, SiteKind.CONFIG, SiteKind.ENV) and site.value_span and ctx.code.speaks(site):
        name = addresses.text_of(site.value)
        if name is not None and _is(name, kind, site, ctx) and not ctx.code.counts_tokens(site):
            yield draft(site, ctx, name, kind, site.value_span, site.path)


def _is(name: str, kind: Kind, site: Site, ctx: Context) -> bool:
    """True when the text is a model of that kind which has to be replaced."""
    if name in ctx.model_overrides.values():
        return False  # it was put there
    if _wants_deployment(name, kind, ctx):
        return True
    if models.is_target(name, ctx):
        return False
    if ctx.code.choose(name, ctx.code.needs((), kind)).target == name:
        return False  # both vendors serve it
    found = models.known(name, ctx)
    if found is not None:
        return found.kind == kind
    if site.kind not in _CALLS and name not in ctx.model_overrides:
        return site.kind is SiteKind.MODEL and kind == "chat" and _ours(name, ctx)
    return (models.endpoint_of(site) == "embeddings") == (kind == "embedding")


def _wants_deployment(name: str, kind: Kind, ctx: Context) -> bool:
    """True for a model id where Azure asks for the name of a deployment."""
    if ctx.target.id != "azure-openai" or name in ctx.model_overrides:
        return False
    found = models.known(name, ctx) or ctx.target.model(name)
    return found is not None and found.kind == kind


def _ours(name: str, ctx: Context) -> bool:
    """True for ids that are the old vendor's by their shape, whether or not the catalogue lists them."""
    bare = models.parse(name).id
    if ctx.source.id not in ("openai", "azure-openai"):
        from migrate.languages import leaving

        return bare.startswith(leaving.begins(ctx.source.id)) and " " not in bare
    return bare.startswith(("gpt-", "chatgpt-", "o1", "o3", "o4-")) and " " not in bare


def draft(site: Site, ctx: Context, name: str, kind: Kind, span: Span, path: str) -> Draft:
    """The finding for one written model id."""
    where = place(path, span)
    users = _users(site, ctx, where, kind)
    needs = ctx.code.needs(users, kind)
    choice = ctx.code.choose(name, needs)
    evidence = (choice_proof(choice, ctx),)
    if _wants_deployment(name, kind, ctx):
        of = choice.target or name
        return Draft(
            Severity.BLOCKER, Applicability.MANUAL,
            f"{ctx.target.name} asks for the name of a deployment of your own, not for the model {name}.",
            (), evidence,
            f"Deploy {of}, and write that deployment's name here, or plan with --model {name}=DEPLOYMENT.", "model",
        )  # fmt: skip
    if choice.target is None:
        if "prefix_test" in site.flags:
            new = ctx.code.main_target(kind)
            return Draft(
                Severity.WARNING, Applicability.MANUAL,
                f"Code asks here whether a model's name begins with {name}; {new or ctx.target.name} does not.", (),
                evidence, "Decide what the test stands for, and write it for the new models' names.", "model",
            )  # fmt: skip
        doubtful = ctx.code.stance(site) in (Stance.DOUBT, Stance.USER) and models.known(name, ctx) is None
        return Draft(
            Severity.INFO if doubtful else Severity.BLOCKER, Applicability.MANUAL,
            f"{ctx.target.name} does not know {name}, and nothing is proposed: {choice.why_not}.", (), evidence,
            f"Choose one: --model {name}=NEW (see `migrate providers models {ctx.target.id}`).", "model",
        )  # fmt: skip
    named = proxied.alias(site, name, choice.target, ctx, evidence)
    if named is not None:
        return named
    if site.flags & _KEYS:
        return Draft(
            Severity.WARNING,
            Applicability.MANUAL,
            f"A table has an entry for {name}; {choice.target} takes its place.",
            (),
            evidence,
            f"Add an entry for {choice.target}, with values of its own.",
            "model",
        )
    if _looked_up(span, path, ctx):
        return Draft(
            Severity.WARNING, Applicability.MANUAL,
            f"A table is asked for {name} here; {choice.target} takes its place.", (), evidence,
            f"Ask for {choice.target} once the table has an entry for it.", "model",
        )  # fmt: skip
    if _begins(site, ctx):
        return Draft(
            Severity.WARNING, Applicability.MANUAL,
            f"A list of how names of models begin has {name}; {choice.target} takes its place.", (), evidence,
            f"Add how {choice.target} begins, and think of what the list decides.", "model",
        )  # fmt: skip
    twin = _twin(site, name, choice.target, needs, ctx)
    if twin is not None:
        return Draft(
            Severity.WARNING, Applicability.MANUAL,
            f"{ctx.target.name} does not know {name}; {choice.target} takes its place, as at line {twin}.",
            (), evidence, _same_name(site, name, choice.target, twin), "model",
        )  # fmt: skip
    level, todo, demoted = Applicability.SAFE, None, None
    tuned = models.parse(name).tuned
    if site.flags & _TESTS:
        level = Applicability.REVIEW
        todo = f"The program decides by this name: think through what it means for {choice.target}."
    elif site.kind is SiteKind.MODEL and not addresses.is_config(site) and _COUNTING.search(_line(site, ctx)):
        level, todo = Applicability.REVIEW, "A tokenizer is chosen by this name: see the rule tokenizer."
    elif name in ctx.code.keyed_models and not _in_a_call(site, span, path):
        level = Applicability.REVIEW
        todo = f"{name} is also a key of a table or is compared with elsewhere: change all of them together."
    elif _priced(site, ctx):
        level = Applicability.REVIEW
        todo = f"What stands beside it are prices of {name}: put those of {choice.target} there."
    elif _in_a_list(site, ctx):
        level = Applicability.REVIEW
        todo = "A list of models: several may become the same; keep each once, and think of what the list is for."
    elif tuned:
        level, todo = (
            Applicability.REVIEW,
            "A fine-tuned model: what it was trained for has to go into the prompt, or be trained again.",
        )
    elif ctx.code.stance(site) is Stance.AZURE:
        level, todo = Applicability.REVIEW, f"{name} may be the name of a deployment; check which model it is."
    elif models.known(name, ctx) is None and not choice.overridden:
        level = Applicability.REVIEW
    other = ctx.code.shared_with_others(where)
    if other is not None:
        level, demoted = Applicability.REVIEW, f"the same value is used for {other.target.name or 'another vendor'}"
        todo = f"{other.path}:{other.line} uses the same name with another vendor: separate the two first."
    old = ctx.target.model(choice.target)
    warning = ""
    if old is not None and old.status in ("retired", "deprecated"):
        warning = f" Note: {choice.target} is {old.status}."
        level, todo = Applicability.REVIEW, f"You chose {choice.target}, which is {old.status}: choose another."
    why = f" ({'; '.join(choice.reasons)})" if choice.reasons else ""
    message = f"{ctx.target.name} does not know {name}; {choice.target} takes its place{why}.{warning}"
    new = _spelled(name, choice.target, [site, *users])
    if proxied.is_routed(site) or proxied.is_tested(site):
        new = proxied.spelled(name, choice.target) or new
    if proxied.is_tested(site) and level is Applicability.SAFE:
        level, todo = Applicability.REVIEW, proxied.told(ctx)
    routed = any(user.sdk == "litellm" for user in users)
    if routed and level is Applicability.SAFE:
        level, todo = (
            Applicability.REVIEW,
            "A router reads the vendor off the model's name: check prefix, address and key.",
        )
    changes: tuple[Change, ...] = (_change(site, span, path, name, new, ctx),)
    variable = style.model_variable(site, name, choice.target, kind, ctx) if new == choice.target else None
    if variable is not None and level is Applicability.SAFE:
        changes = style.written(site, span, path, variable, new, ctx) or changes
    return Draft(Severity.BLOCKER, level, message, changes, evidence, todo, "model", demoted)


def _change(site: Site, span: Span, path: str, name: str, new: str, ctx: Context) -> SetValue | SetCode:
    """The new id in place of the old one; blanks that a configuration value has around it stay."""
    source = ctx.read(path) if addresses.is_config(site) else None
    text = source.text(span) if source is not None else ""
    at = text.find(name)
    if source is not None and at >= 0 and text.strip("'\"") != name and new.isascii():
        start = span.start + len(text[:at].encode(source.encoding))
        return SetCode(Span(start, start + len(name.encode(source.encoding))), new, path)
    return SetValue(span, new, None if path == site.path else path)


def _line(site: Site, ctx: Context) -> str:
    source = ctx.read(site.path)
    return source.text(source.line_span(site.span.start)) if source is not None else ""


def _looked_up(span: Span, path: str, ctx: Context) -> bool:
    """True for what a table is asked for: `LIMITS["gpt-4o"]`, `LIMITS.get("gpt-4o")`."""
    source = ctx.read(path)
    if source is None:
        return False
    if source.data[max(0, span.start - 5) : span.start] == b".get(":
        return source.data[span.end : span.end + 1] in (b")", b",")
    if source.data[span.end : span.end + 1] != b"]":
        return False
    before = source.data[max(0, span.start - 3) : span.start].removesuffix(b"?.[").removesuffix(b"[")
    return len(before) < min(3, span.start) and (before[-1:].isalnum() or before[-1:] in (b"_", b")", b"]", b""))


def _begins(site: Site, ctx: Context) -> bool:
    """True for an item of a list of prefixes, by the name the list has."""
    source = ctx.read(site.path)
    if site.kind is not SiteKind.MODEL or site.value_span is None or source is None:
        return False
    opened = _bracket(source.data, site.value_span.start)
    return opened is not None and _PREFIXES.search(source.data, max(0, opened - 200), opened) is not None


def _priced(site: Site, ctx: Context) -> bool:
    """True where what stands beside the model are prices."""
    return site.kind is SiteKind.MODEL and _PRICES.search(_line(site, ctx)) is not None


def _in_a_call(site: Site, span: Span, path: str) -> bool:
    """True when the id is written in the call that sends it."""
    inside = path == site.path and site.span.start <= span.start and span.end <= site.span.end
    return (site.kind in _CALLS and inside) or site.client is not None


def _in_a_list(site: Site, ctx: Context) -> bool:
    """True for one of several models in the same list, set or tuple."""
    source = ctx.read(site.path)
    if site.kind is not SiteKind.MODEL or site.value_span is None or source is None:
        return False
    here = _bracket(source.data, site.value_span.start)
    if here is None:
        return False
    return any(
        other is not site
        and other.kind is SiteKind.MODEL
        and other.value_span is not None
        and _bracket(source.data, other.value_span.start) == here
        for other in ctx.code.in_file[site.path]
        if abs(other.line - site.line) < _NEAR
    )


def _twin(site: Site, name: str, target: str, needs: Needs, ctx: Context) -> int | None:
    """The line of an earlier model of the same list, or of comparisons nearby, that is or becomes the same."""
    source = ctx.read(site.path)
    if site.kind is not SiteKind.MODEL or site.value_span is None or source is None:
        return None
    here = _bracket(source.data, site.value_span.start) if _is_item(source.data, site.value_span) else None
    compares = "comparison" in site.flags
    for other in ctx.code.in_file[site.path]:
        if other.kind is not SiteKind.MODEL or other.value_span is None or abs(other.line - site.line) >= _NEAR:
            continue
        written = addresses.text_of(other.value)
        if other.value_span.start >= site.value_span.start or written is None or written == name:
            continue
        if models.kind_of(written, ctx) != needs.kind:
            continue
        listed = here is not None and _bracket(source.data, other.value_span.start) == here
        united = re.compile(_UNION, re.DOTALL).fullmatch(source.data, other.value_span.end, site.value_span.start)
        listed = listed or united is not None
        compared = compares and "comparison" in other.flags
        if (listed or compared) and ctx.code.choose(written, needs).target == target:
            return other.line
    near = source.line_start(max(1, site.line - _NEAR))
    if here is None and not compares:
        same = re.compile(rb"([\"'])" + re.escape(target.encode()) + rb"\1" + _UNION + rb"\Z", re.DOTALL)
        found = same.search(source.data, near, site.value_span.start)
        return source.line(found.start()) if found is not None else None
    first = here if here is not None else near
    sign = rb"" if here is not None else rb"==\s*"
    quoted = re.compile(sign + rb"([\"'`])" + re.escape(target.encode()) + rb"\1")
    found = quoted.search(source.data, first, site.value_span.start)
    return source.line(found.start()) if found is not None else None


def _is_item(data: bytes, span: Span) -> bool:
    """True for an item of a list; False for the value of a key, or anything else."""
    before, after = data[max(0, span.start - _WHITE) : span.start], data[span.end : span.end + _WHITE]
    return before.rstrip()[-1:] in (b"[", b"(", b"{", b",") and after.lstrip()[:1] != b":"


def _same_name(site: Site, name: str, target: str, twin: int) -> str:
    """What to do about a name that would stand there twice."""
    if "comparison" in site.flags:
        return (
            f"With {target} in both places the comparison at line {twin} decides alone: keep one of the two, "
            "with the behaviour that is right for it."
        )
    return f"Remove {name} from this list: {target} stands there already, for line {twin}."


def _bracket(data: bytes, offset: int) -> int | None:
    """Where the list, set or tuple opens that an offset stands directly in; None in calls and elsewhere."""
    depth = 0
    for at in range(offset - 1, max(-1, offset - 4000), -1):
        char = data[at]
        if char in b")]}":
            depth += 1
        elif char in b"([{":
            if depth == 0:
                before = data[max(0, at - _WHITE) : at].rstrip()[-1:]
                called = char == 40 and (before.isalnum() or before in (b"_", b")", b"]"))
                return None if called else at
            depth -= 1
    return None


def _users(site: Site, ctx: Context, where: Place, kind: Kind) -> list[Site]:
    """The calls whose model is written there; for configuration, the calls whose model cannot be read."""
    users = [user for user, _ in ctx.code.uses.get(where, []) if user.kind in _CALLS]
    if site.kind in _CALLS and site not in users:
        users.append(site)
    if not users and kind == "chat" and not site.flags & _TESTS:
        users = list(ctx.code.unresolved_calls)
    return users


def _spelled(name: str, target: str, users: list[Site]) -> str:
    """The new id, with a vendor prefix where a framework would otherwise guess the vendor from the old id."""
    prefix = models.parse(name).prefix
    if prefix:
        return ("openai/" if models.is_routed(prefix) else prefix) + target
    for user in users:
        guesses = user.api in ("init_chat_model", "init_embeddings") and user.arg("model_provider") is None
        if guesses:
            return f"openai:{target}"
        if user.sdk in ("litellm", "dspy", "crewai") and user.kind is SiteKind.FRAMEWORK:
            return f"openai/{target}"
    return target


def choice_proof(choice: models.Choice, ctx: Context) -> Proof:
    """Why a model takes another's place."""
    listed = ctx.target.model(choice.target) if choice.target else None
    key = f"{ctx.target.id}.models.{choice.target}" if listed else f"{ctx.target.id}.models"
    detail = "; ".join(choice.reasons) or choice.why_not or ""
    if choice.runners_up:
        detail += f"; next: {', '.join(choice.runners_up)}"
    sources = tuple(dict.fromkeys(s for p in (listed.prices if listed else ()) for s in p.evidence.sources))[:3]
    as_of = next((str(p.evidence.as_of) for p in (listed.prices if listed else ())), ctx.target.as_of)
    return Proof(key, detail, sources, as_of)
