"""A gateway between the code and the target.

What: with `--style gateway`, the codebase as a whole: which models it asks for, and what the target refuses.

Why: LiteLLM's proxy can map the models' names and drop what is refused, so that the code stays as it is and
the next move is a change of the gateway's configuration.

Edit: `litellm.config.yaml` is created: an entry for each model in use, with the target's model, address and key
variable, and the parameters to drop (only those the target refuses whatever their value). Clients get the
gateway's address from LLM_BASE_URL (by default http://localhost:4000/v1) and its key from LLM_API_KEY. Each other
finding says whether the gateway settles it. Edits of the code that would settle the rest are for review.

Review: the file is there and was written for another move. Manual: there is a file of that name that is not ours;
Azure as the target, which wants names of deployments; LLM_BASE_URL or LLM_API_KEY serves something else here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from migrate.edit import make
from migrate.model import Applicability, Edit, Severity, Site, Span, digest
from migrate.rules import addresses, models, parameters, request, style
from migrate.rules.base import Context, Draft, Ready, proof
from migrate.rules.choices import choices

if TYPE_CHECKING:
    from providers.dialect import Verdict

PATH = "litellm.config.yaml"
_MARK = "# Written by `migrate plan --style gateway`"
# They say where requests go and with which key, which is the gateway's affair now.
_CONNECTING = frozenset({"base-url", "api-key-variable", "azure-client", "raw-http", "proxy-needless", "gateway"})
_MODELS = frozenset({"model-mapping", "embeddings"})
_PLAIN = re.compile(r"[A-Za-z][\w./-]*\Z")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Routes:
    """What the gateway does: model asked for -> the target's, and the fields dropped for each of those."""

    models: dict[str, str]
    embeddings: frozenset[str]
    left_out: dict[str, str]  # model -> why it has no entry
    dropped: dict[str, tuple[str, ...]]


def check(site: Site, ctx: Context) -> Iterator[Draft]:
    """The configuration of the gateway, once for the codebase."""
    if ctx.style != "gateway" or site is not ctx.code.lead:
        return
    if ctx.target.id == "azure-openai":
        yield _manual(ctx, "Azure names deployments, not models, so no entries can be written.",
                      f"Write {PATH} with an entry `model: azure/<deployment>` for each model, with api_base, "
                      "api_version and api_key.")  # fmt: skip
        return
    if not ctx.code.neutral:
        yield _manual(ctx, f"{style.ADDRESS} or {style.KEY} serves something else here already.",
                      "Give what uses them other names, then plan again.")  # fmt: skip
        return
    routes = ctx.code.routes
    if not routes.models:
        return
    text = written(routes, ctx)
    old = ctx.read(PATH)
    if old is not None and old.data == text.encode():
        return
    level, edit = Applicability.SAFE, Edit(PATH, Span(0, 0), "", digest(b""), text)
    how = f"Start it with {_start(ctx)}."
    if old is not None and not old.data.startswith(_MARK.encode()):
        entries = "; ".join(f"{name} -> {target}" for name, target in routes.models.items())
        yield _manual(ctx, f"There is a {PATH} already.", f"Add entries to it: {entries}.")
        return
    if old is not None:
        level, edit = Applicability.REVIEW, make(old, Span(0, len(old.data)), text)
        how = f"What was changed in {PATH} by hand is lost. {how}"
    elif "{" in _base(ctx):
        level, how = Applicability.REVIEW, f"Put your own value in the place of {{...}} in {PATH}. {how}"
    listed = [f"{name} -> {target}" for name, target in routes.models.items()]
    more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
    yield Draft(
        Severity.BLOCKER,
        level,
        f"LiteLLM's proxy maps the models this code asks for ({', '.join(listed[:_SHOWN])}{more}); its "
        f"configuration is {PATH}. {how[0].upper()}{how[1:]}",
        (Ready(edit),),
        (proof(addresses.target_base(ctx).evidence),),
        parameter="gateway",
    )


def _manual(ctx: Context, why: str, todo: str) -> Draft:
    return Draft(
        Severity.BLOCKER, Applicability.MANUAL, f"No configuration of a gateway is written: {why}", (),
        (proof(addresses.target_base(ctx).evidence),), todo, "gateway",
    )  # fmt: skip


def _start(ctx: Context) -> str:
    keys = f"{ctx.target.key_variable} ({ctx.target.name}'s key) and {style.KEY} (a key of your own, sk-...)"
    return f"`litellm --config {PATH}` (pip install 'litellm[proxy]'), with {keys} in its environment"


def routes(ctx: Context) -> Routes:
    """What the gateway has to do for this codebase."""
    from migrate.rules.embeddings import signs_of_stored_vectors

    found: dict[str, str] = {}
    left: dict[str, str] = {}
    embedders = set()
    for name, choice in choices(ctx).items():
        asked = name if models.parse(name).tuned else models.parse(name).id
        embeds = models.kind_of(name, ctx) == "embedding"
        stored = signs_of_stored_vectors(ctx) if embeds else None
        if choice.target is None:
            left[asked] = choice.why_not or "nothing takes its place"
        elif stored is not None:
            left[asked] = f"vectors seem to be stored ({stored}), and those of another model do not fit them"
        else:
            found[asked] = choice.target
            embedders |= {asked} if embeds else set()
    for name in (*ctx.code.chat_models, *ctx.code.embedding_models):
        if models.is_target(name, ctx):
            found.setdefault(name, name)
            embedders |= {name} if models.kind_of(name, ctx) == "embedding" else set()
    dropped: dict[str, set[str]] = {}
    for site in ctx.sites:
        if site.kind in parameters.JUDGED and ctx.code.stance(site).moves and models.is_chat_request(site):
            for verdict in ctx.code.verdicts(site):
                for model in ctx.code.target_models(site):
                    if _refused_wholly(verdict, model, ctx):
                        dropped.setdefault(model, set()).add(str(verdict.path[0]))
    return Routes(found, frozenset(embedders), left, {m: tuple(sorted(names)) for m, names in dropped.items()})


def _refused_wholly(verdict: Verdict, model: str, ctx: Context) -> bool:
    """True for a field that the model refuses whatever its value, and that can only be left out."""
    from providers import dialect

    if verdict.outcome != "refused" or len(verdict.path) != 1 or not verdict.remedies:
        return False
    if any(r.action != "drop" or r.name for r in verdict.remedies):
        return False
    return dialect.judge(ctx.target, model, verdict.parameter).outcome == "refused"


def _base(ctx: Context) -> str:
    return addresses.target_base(ctx).url


def written(found: Routes, ctx: Context) -> str:
    """The configuration file."""
    lines = [
        f"{_MARK}: {ctx.source.name} -> {ctx.target.name}, catalogue as of {ctx.target.as_of}.",
        f"# Start: {_start(ctx)}.",
        f"# The application reads {style.KEY}, and the address from {style.ADDRESS} or the variable it already had:",
        f"# {addresses.GATEWAY} unless set; from inside a container, set it to the proxy's host.",
        "model_list:",
    ]
    for name, target in found.models.items():
        lines += [
            f"  - model_name: {_scalar(name)}",
            "    litellm_params:",
            f"      model: {_scalar(f'openai/{target}')}",
            f"      api_base: {_base(ctx)}",
            f"      api_key: os.environ/{ctx.target.key_variable}",
        ]
        gone = found.dropped.get(target, ())
        if gone:
            lines.append(f"      additional_drop_params: [{', '.join(gone)}]  # {ctx.target.name} refuses them")
        if name in found.embeddings:
            lines += ["    model_info:", "      mode: embedding"]
    lines += [f"  # not mapped: {name}: {_line(why)}" for name, why in found.left_out.items()]
    lines += ["general_settings:", f"  master_key: os.environ/{style.KEY}"]
    return "\n".join(lines) + "\n"


def _scalar(text: str) -> str:
    return text if _PLAIN.match(text) and text.lower() not in _WORDS else json.dumps(text, ensure_ascii=True)


def _line(text: str) -> str:
    from migrate.redact import printable

    return printable(" ".join(text.split()))


def spoken(rule: str, draft: Draft, site: Site, ctx: Context) -> Draft:
    """What a rule says when a gateway stands between the code and the target."""
    if rule in _CONNECTING:
        if draft.changes and not ctx.code.neutral:
            return _kept(draft, "No gateway can be put in between (see the rule gateway).")
        return draft
    if rule in _MODELS and draft.parameter == "model":
        return _of_model(draft, site, ctx)
    if draft.parameter in _dropped_at(site, ctx):
        said = f"{draft.message} The gateway leaves {draft.parameter} out of requests."
        return replace(
            draft, message=said, severity=Severity.WARNING, applicability=Applicability.MANUAL, changes=(),
            todo=f"See whether the program relies on {draft.parameter}.",
        )  # fmt: skip
    said = f"{draft.message} The gateway does not settle this."
    if draft.changes and draft.applicability is Applicability.SAFE:
        return replace(
            draft,
            message=said,
            applicability=Applicability.REVIEW,
            todo=draft.todo or "Look at the edit of the code.",
            demoted="a gateway stands in between, and this edits the code",
        )
    return replace(draft, message=said)


def _kept(draft: Draft, todo: str) -> Draft:
    return replace(draft, applicability=Applicability.MANUAL, changes=(), todo=todo)


def _of_model(draft: Draft, site: Site, ctx: Context) -> Draft:
    arg = request.find(site, "model")
    name = (request.text(arg) if arg is not None else None) or addresses.text_of(site.value) or ""
    known = ctx.code.routes
    asked = name if models.parse(name).tuned else models.parse(name).id
    if ctx.code.neutral and asked in known.models:
        said = f"{draft.message} The gateway does this; the code keeps {name}."
        return replace(
            draft, message=said, severity=Severity.INFO, applicability=Applicability.MANUAL, changes=(),
            todo=None, demoted=None,
        )  # fmt: skip
    why = known.left_out.get(asked, "it has no entry in the gateway's configuration")
    return replace(
        _kept(draft, draft.todo or f"Add an entry for {asked} to {PATH}."),
        message=f"{draft.message} The gateway does not map it: {why}.",
    )


def _dropped_at(site: Site, ctx: Context) -> frozenset[str]:
    """Fields of a site's request that the gateway leaves out, whichever model it asks for."""
    if site.kind not in parameters.JUDGED or not ctx.code.neutral:
        return frozenset()
    targets = ctx.code.target_models(site)
    sets = [frozenset(ctx.code.routes.dropped.get(model, ())) for model in targets]
    return frozenset.intersection(*sets) if sets else frozenset()
