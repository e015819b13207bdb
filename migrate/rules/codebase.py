"""What rules ask about the codebase as a whole: which calls use a constant, which models are in use,
what a call's request becomes at the target. Built once per assessment from the sites.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar
from typing import Literal as OneOf

from migrate.model import Arg, EnvRef, Literal, Site, SiteKind, Span
from migrate.rules import models, request, said
from migrate.rules.stance import Stance, by_environment, stance

if TYPE_CHECKING:
    from migrate.rules.base import Context
    from migrate.rules.gateway import Routes
    from migrate.rules.rewrites import Rewrites
    from migrate.source import SourceFile
    from providers.dialect import Verdict
    from providers.mapping import Needs

Kind = OneOf["chat", "embedding"]
Place = tuple[str, int, int]  # path and span: where a value is written
Answer = TypeVar("Answer")

_SEVERITY = {"refused": 5, "renamed": 4, "ignored": 3, "changed": 2, "unknown": 1, "accepted": 0}


def place(path: str, span: Span) -> Place:
    """A key for a piece of a file."""
    return (path, span.start, span.end)


def written_at(site: Site, arg: Arg) -> Place:
    """Where an argument's value is written: at the call, or where the constant it names is defined."""
    origin = arg.value.origin if isinstance(arg.value, Literal) else None
    return place(origin.path, origin.span) if origin else place(site.path, arg.value_span)


class Codebase:
    """The scanned sites, indexed. Every answer is computed on first use and kept."""

    def __init__(self, sites: tuple[Site, ...], ctx: Context) -> None:
        self.sites = sites
        self._ctx = ctx
        self._stances: dict[int, Stance] = {}
        self._verdicts: dict[int, tuple[Verdict, ...]] = {}
        self._requests: dict[int, request.Request] = {}
        self._moved: dict[int, tuple[tuple[str, str], ...]] = {}
        self._choices: dict[tuple[str, Needs], models.Choice] = {}
        self._once: dict[Callable[[Context], Any], Any] = {}

    def once(self, question: Callable[[Context], Answer]) -> Answer:
        """The answer to a question about the whole codebase: it is asked once, and the answer is kept."""
        if question not in self._once:
            self._once[question] = question(self._ctx)
        answer: Answer = self._once[question]
        return answer

    # --- sites ---

    def stance(self, site: Site) -> Stance:
        """Whom the site talks to; a call of unknown aim inherits its client's."""
        known = self._stances.get(id(site))
        if known is None:
            known = stance(site, self._ctx)
            client = self.clients.get(site.client or "")
            if client is not None and client is not site:
                known = self.stance(client)
            elif known is Stance.OURS and site.kind is SiteKind.CLIENT and request.find(site, "base_url") is None:
                known = by_environment(self._ctx)
            self._stances[id(site)] = known
        return known

    @cached_property
    def clients(self) -> dict[str, Site]:
        """Client constructions by `path:line`."""
        kinds = (SiteKind.CLIENT, SiteKind.FRAMEWORK)
        return {f"{s.path}:{s.line}": s for s in self.sites if s.kind in kinds}

    @cached_property
    def others(self) -> tuple[Site, ...]:
        """Clients and calls that talk to another vendor: their constants are not ours to change."""
        kinds = (SiteKind.CLIENT, SiteKind.CALL, SiteKind.FRAMEWORK, SiteKind.HTTP)
        return tuple(s for s in self.sites if s.kind in kinds and self.stance(s) is Stance.OTHER)

    @cached_property
    def in_file(self) -> dict[str, list[Site]]:
        """Sites by path."""
        found: dict[str, list[Site]] = {}
        for site in self.sites:
            found.setdefault(site.path, []).append(site)
        return found

    def calls_through(self, client: Site) -> tuple[Site, ...]:
        """Calls that go through a client construction."""
        return self._calls_by_client.get(f"{client.path}:{client.line}", ())

    @cached_property
    def _calls_by_client(self) -> dict[str, tuple[Site, ...]]:
        found: dict[str, list[Site]] = {}
        for site in self.sites:
            if site.client and site.kind is SiteKind.CALL:
                found.setdefault(site.client, []).append(site)
        return {key: tuple(sites) for key, sites in found.items()}

    def stays(self, client: Site) -> bool:
        """True for a client that only asks for what the target does not have: it stays where it is."""
        from providers import dialect

        used = (client,) if client.kind is SiteKind.FRAMEWORK else self.calls_through(client)
        endpoints = [models.endpoint_of(call) for call in used]
        return bool(endpoints) and all(
            e == "vector_stores"  # of no vendor is it known that it has them
            or (e is not None and dialect.judge_endpoint(self._ctx.target, e).status == "unsupported")
            for e in endpoints
        )

    @cached_property
    def rewrites(self) -> Rewrites:
        """Calls and files that change their shape as a whole."""
        from migrate.rules.rewrites import Rewrites

        return Rewrites(self._ctx)

    @cached_property
    def uses(self) -> dict[Place, list[tuple[Site, Arg]]]:
        """Where a written value is used as an argument: of calls, constructions and framework clients."""
        found: dict[Place, list[tuple[Site, Arg]]] = {}
        for site in self.sites:
            for arg in said.all_args(site.args):
                found.setdefault(written_at(site, arg), []).append((site, arg))
        return found

    @cached_property
    def standalone(self) -> dict[Place, Site]:
        """Literals, variables and configuration values that are sites of their own, by their place."""
        kinds = (SiteKind.CONFIG, SiteKind.ENV, SiteKind.BASE_URL, SiteKind.MODEL)  # the last says most
        found: dict[Place, Site] = {}
        for kind in kinds:
            for site in reversed(self.sites):
                if site.kind is kind and site.value_span is not None and site.value is not None:
                    found[place(site.path, site.value_span)] = site
        return found

    def speaks(self, site: Site) -> bool:
        """True when no other site says more about the value that is written there."""
        origin = site.value.origin if isinstance(site.value, Literal) else None
        if origin is not None and self.standalone.get(place(origin.path, origin.span), site) is not site:
            return False  # the constant speaks for those who use it
        return site.value_span is None or self.standalone.get(place(site.path, site.value_span), site) is site

    def reported_elsewhere(self, site: Site, arg: Arg) -> bool:
        """True when the argument's value is a site of its own, which speaks for it."""
        found = self.standalone.get(written_at(site, arg))
        if found is None and isinstance(arg.value, Literal) and arg.value.origin is None:
            found = next((s for s in self.in_file.get(site.path, ()) if said.is_inside(s, arg)), None)
        return found is not None and found is not site

    def first_use(self, site: Site, arg: Arg) -> bool:
        """True for the first of all calls and constructions that share a written value."""
        uses = self.uses.get(written_at(site, arg), [])
        return not uses or uses[0][0] is site

    def shared_with_others(self, where: Place) -> Site | None:
        """A site that talks to somebody else and uses the value written there."""
        for user, _ in self.uses.get(where, []):
            if self.stance(user) is Stance.OTHER:
                return user
        return None

    @cached_property
    def neutral(self) -> bool:
        """True when address and key move into variables that belong to no vendor."""
        from migrate.rules import style

        return style.neutral(self._ctx)

    @cached_property
    def lead(self) -> Site | None:
        """The first client or request that moves, for what is said once about all of them."""
        kinds = (SiteKind.CLIENT, SiteKind.CALL, SiteKind.FRAMEWORK, SiteKind.HTTP)
        moving = (s for s in self.sites if s.kind in kinds and self.stance(s).moves)
        return min(moving, key=lambda s: (s.path, s.line, s.span), default=None)

    @cached_property
    def routes(self) -> Routes:
        """What a gateway has to do for this codebase."""
        from migrate.rules import gateway

        return gateway.routes(self._ctx)

    # --- models ---

    @cached_property
    def _targets(self) -> dict[str, models.Choice]:
        from migrate.rules.choices import choices

        return choices(self._ctx)

    def main_target(self, kind: Kind) -> str | None:
        """What takes the place of the most used model of a kind, judged by all calls that use it."""
        names = self.chat_models if kind == "chat" else self.embedding_models
        return next((self._targets[n].target for n in names if n in self._targets), None)

    def model_of(self, site: Site) -> Literal | EnvRef | None:
        """The model a call asks for, when it can be read."""
        arg = request.find(site, "model")
        return arg.value if arg is not None and isinstance(arg.value, Literal | EnvRef) else None

    @cached_property
    def chat_models(self) -> tuple[str, ...]:
        """Chat models of the vendor that is left (or moved to) seen anywhere, the most used first."""
        return self._models("chat")

    @cached_property
    def embedding_models(self) -> tuple[str, ...]:
        """Embedding models seen anywhere, the most used first."""
        return self._models("embedding")

    def _models(self, kind: str) -> tuple[str, ...]:
        count: dict[str, int] = {}
        for site in self.sites:
            if self.stance(site) is Stance.OTHER:
                continue
            for name in said.model_names(site):
                if models.kind_of(name, self._ctx) == kind:
                    count[name] = count.get(name, 0) + 1
        return tuple(sorted(count, key=lambda name: (-count[name], name)))

    def needs(self, sites: Iterable[Site], kind: Kind) -> Needs:
        """What the calls together ask of a model."""
        from providers.mapping import Needs

        total: dict[str, bool | None] = {"vision": None, "tools": None, "json_schema": None}
        widths = set()
        for site in sites:
            width = request.literal(site.arg("dimensions"))
            widths |= {width} if isinstance(width, int) else set()
            for name in total:
                total[name] = total[name] or said.asks_for(site, name) or None
        dims = widths.pop() if kind == "embedding" and len(widths) == 1 else None
        return Needs(kind=kind, dims=dims, **total)

    @cached_property
    def keyed_models(self) -> frozenset[str]:
        """Model ids that are keys of tables or are compared with: one cannot change without the others."""
        marks = {"table_key", "key", "comparison", "membership"}
        return frozenset(
            n for s in self.sites if s.kind is SiteKind.MODEL and s.flags & marks for n in said.model_names(s)
        )

    def counts_tokens(self, site: Site) -> bool:
        """True for a model id that only chooses a tokenizer."""
        return site.kind is SiteKind.MODEL and any(
            s.kind is SiteKind.TOKENIZER and s.span.start <= site.span.start and site.span.end <= s.span.end
            for s in self.in_file.get(site.path, ())
        )

    @cached_property
    def unresolved_calls(self) -> tuple[Site, ...]:
        """Chat calls whose model cannot be read: any configured model may be meant."""
        return tuple(
            s
            for s in self.sites
            if s.kind is SiteKind.CALL and self.model_of(s) is None and self.stance(s).moves
            and models.endpoint_of(s) in models.CHAT_ENDPOINTS
        )  # fmt: skip

    def target_models(self, site: Site) -> tuple[str, ...]:
        """Models of the target that a call may reach after the migration; empty when none is known."""
        return tuple(dict.fromkeys(target for _, target in self._moves(site)))

    def _moves(self, site: Site) -> tuple[tuple[str, str], ...]:
        """Pairs of the model a call asks for, or may ask for, and the one that takes its place."""
        known = self._moved.get(id(site))
        if known is None:
            known = self._moved[id(site)] = self._find_moves(site)
        return known

    def choose(self, written: str, needs: Needs) -> models.Choice:
        """The model that takes another's place; the same question is answered once."""
        known = self._choices.get((written, needs))
        if known is None:
            known = self._choices[(written, needs)] = models.choose(written, needs, self._ctx)
        return known

    def _find_moves(self, site: Site) -> tuple[tuple[str, str], ...]:
        value = self.model_of(site)
        name = value.value if isinstance(value, Literal) else value.default if value else None
        kind: Kind = "embedding" if models.endpoint_of(site) == "embeddings" else "chat"
        if isinstance(name, str):
            names: tuple[str, ...] = (name,)
        else:
            names = self.chat_models if kind == "chat" else self.embedding_models
        needs = self.needs([site], kind)
        found = [(models.parse(n).id, self.choose(n, needs).target) for n in names]
        return tuple((old, new) for old, new in found if new is not None)

    # --- requests ---

    def request(self, site: Site) -> request.Request:
        """What the site sends."""
        known = self._requests.get(id(site))
        if known is None:
            known = self._requests[id(site)] = request.request(site)
        return known

    def verdicts(self, site: Site) -> tuple[Verdict, ...]:
        """What the target does with each field the site sends.

        When several models are possible, the worst verdict per field counts.
        """
        known = self._verdicts.get(id(site))
        if known is None:
            known = self._verdicts[id(site)] = self._judge(site)
        return known

    def omitted(self, site: Site) -> tuple[Verdict, ...]:
        """What changes at the target because a chat request leaves something out."""
        if (
            site.kind not in (SiteKind.CALL, SiteKind.FRAMEWORK, SiteKind.HTTP)
            or not self.stance(site).moves
            or not models.is_chat_request(site)
        ):
            return ()
        read = self.request(site)
        if not read.complete:
            return ()
        from providers import dialect

        found: dict[tuple[Any, ...], Verdict] = {}
        for name, model in self._moves(site) or ((None, None),):
            for verdict in dialect.judge_omitted(
                self._ctx.target, self._ctx.source, read.body, model=model, source_model=name
            ):
                found.setdefault((verdict.parameter, verdict.path), verdict)
        return tuple(found.values())

    def thinking(self, site: Site) -> bool | None:
        """Whether the target's model will think on this request, after the migration."""
        from providers import dialect

        body = self.request(site).body
        answers = {
            dialect.thinking_of(self._ctx.target, model, body) for model in self.target_models(site) or (None,)
        }
        return answers.pop() if len(answers) == 1 else None

    def _judge(self, site: Site) -> tuple[Verdict, ...]:
        from providers import dialect

        body = dict(self.request(site).body)
        worst: dict[tuple[Any, ...], Verdict] = {}
        for model in self.target_models(site) or (None,):
            sent = {k: v for k, v in body.items() if k != "model"} if model is None else {**body, "model": model}
            for verdict in dialect.judge_request(self._ctx.target, sent, model=model):
                key = (verdict.parameter, verdict.path)
                held = worst.get(key)
                if held is None or _SEVERITY[verdict.outcome] > _SEVERITY[held.outcome]:
                    worst[key] = verdict
        return tuple(worst.values())

    # --- files ---

    def source(self, path: str) -> SourceFile | None:
        """A file of the codebase."""
        return self._ctx.read(path)

    def mentions(self, *words: str) -> tuple[Site, ...]:
        """Dependencies and imports whose name holds one of the words."""
        kinds = (SiteKind.DEPENDENCY, SiteKind.IMPORT)
        return tuple(s for s in self.sites if s.kind in kinds and any(w in s.api.lower() for w in words))
