"""Requests made without an SDK.

What: `requests`, `httpx` and similar calls to the old vendor's addresses, with the path, the headers and
the body written out.

Why: an SDK's settings do not reach them. The path differs (some vendors have no `/v1`), the key is
another, and every field of the body is judged as in an SDK call.

Edit: the address is replaced with its path; where host and path are written apart (`http.client`, the options of
`https.request`), both are. Headers that name the old account go,
safely where they stand in the request itself, for review where others may use them too; the
variable in the `Authorization` header is the affair of the rule `api-key-variable`, models and fields of
the body that of their rules.

Review: the path behind the version is not one the target documents, or the address is put together from
parts. Manual: the address is only known at run time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from migrate.model import Applicability, Arg, DictValue, Literal, Severity, Site, SiteKind
from migrate.rules import addresses, gone, request
from migrate.rules.base import Change, Context, Draft, Drop, SetValue, proof
from migrate.rules.base_url import _PATHS
from migrate.rules.stance import Stance

_ACCOUNT = ("OpenAI-Organization", "OpenAI-Project", "OpenAI-Beta")


def check(site: Site, ctx: Context) -> Iterator[Draft]:
    """An address with its path, or a request that is written out."""
    if site.kind is SiteKind.BASE_URL or site.kind in (SiteKind.CONFIG, SiteKind.ENV):
        url = addresses.text_of(site.value)
        if (
            url is not None
            and addresses.is_url(url)
            and any(p in url for p in _PATHS)
            and site.value_span is not None
            and ctx.code.speaks(site)
        ):
            yield from _address(ctx, url, SetSpan(site), requested=False)
    elif site.kind is SiteKind.CLIENT and ctx.code.stance(site).moves and not ctx.code.stays(site):
        held = request.find(site, "default_headers")
        if held is not None and isinstance(held.value, DictValue) and ctx.code.stance(site) is not Stance.TARGET:
            yield from account_headers(site, held.value, ctx)
    elif site.kind is SiteKind.HTTP and ctx.code.stance(site) is not Stance.OTHER:
        if "batch" not in site.flags and ctx.code.stance(site) in (Stance.USER, Stance.DOUBT):
            yield from _joined(site, ctx)
        if site.sdk == "batch":
            yield from _batch_line(site, ctx)
        host = site.arg("host")
        if host is not None:
            yield from _apart(site, host, ctx)
        for arg in site.args:
            if arg.name == "url" and isinstance(arg.value, Literal) and isinstance(arg.value.value, str):
                if not ctx.code.reported_elsewhere(site, arg) and ctx.code.first_use(site, arg):
                    yield from _address(ctx, arg.value.value, SetSpan(site, arg))
            elif arg.name == "headers" and isinstance(arg.value, DictValue):
                yield from account_headers(site, arg.value, ctx)


def _joined(site: Site, ctx: Context) -> Iterator[Draft]:
    """A path that is put behind an address: right only where the target's version stands there too."""
    base = urlsplit(addresses.target_url(ctx)).path.rstrip("/")
    old = urlsplit(ctx.source.base_urls[0].url).path.rstrip("/")
    written = addresses.text_of(site.value) or site.api
    if base == old or not old or not written.startswith(old + "/"):
        return
    right = base + written[len(old) :]
    yield Draft(
        Severity.BLOCKER,
        Applicability.MANUAL,
        f"{written} is put behind an address; at {ctx.target.name} the path is {right}.",
        (),
        addresses.base_proof(ctx),
        f"Send the request to {addresses.target_url(ctx)}{written[len(old) :]}, wherever the two parts come from.",
        "path",
    )


def _batch_line(site: Site, ctx: Context) -> Iterator[Draft]:
    """The `url` of a batch file's line: not an address, but the path as the target's batch service names it."""
    from providers import dialect

    verdict = dialect.judge_endpoint(ctx.target, "batches")
    if verdict.status == "unsupported":
        yield Draft(
            Severity.BLOCKER, Applicability.MANUAL, f"{verdict.message} A batch file cannot be sent there.", (),
            (proof(verdict.evidence),), "Send these requests one by one at a limited rate.", "batch",
        )  # fmt: skip
        return
    old = urlsplit(ctx.source.base_urls[0].url).path.rstrip("/")
    version = urlsplit(addresses.target_url(ctx)).path.rstrip("/").rpartition("/")[2]
    written = addresses.text_of(site.value) or ""
    new = f"/{version}{written[len(old) :]}" if version and old and written.startswith(old + "/") else written
    if new == written or site.value_span is None:
        return
    yield Draft(
        Severity.WARNING,
        Applicability.REVIEW,
        f"The lines of {ctx.target.name}'s batch files name the path {new}, going by the version of its address.",
        (SetValue(site.value_span, new),),
        (*addresses.base_proof(ctx), proof(verdict.evidence)),
        "Compare one line with the target's documentation of batch files before sending it.",
        "batch",
    )


class SetSpan:
    """Where an address is written."""

    def __init__(self, site: Site, arg: Arg | None = None) -> None:
        origin = arg.value.origin if arg is not None and isinstance(arg.value, Literal) else None
        self.span = origin.span if origin else arg.value_span if arg is not None else site.value_span
        self.path = origin.path if origin else None


def _apart(site: Site, host: Arg, ctx: Context) -> Iterator[Draft]:
    """A host and a path that stand in two places."""
    path = site.arg("url")
    if path is None or not isinstance(path.value, Literal):
        return
    url = f"https://{addresses.text_of(host.value)}{path.value.value}"
    new = urlsplit(addresses.moved(url, ctx)[0])
    changes: list[Change] = []
    for arg, value in ((host, new.netloc), (path, new.path + (f"?{new.query}" if new.query else ""))):
        at = SetSpan(site, arg)
        if at.span is not None and ctx.code.first_use(site, arg):
            changes.append(SetValue(at.span, value, at.path))
    for draft in _moved(ctx, url, tuple(changes)):
        if new.scheme == "https" and ":" not in new.netloc:
            yield draft
        else:  # another kind of connection, or a port of its own
            todo = f"Connect to {new.scheme}://{new.netloc} here, and ask for {new.path}."
            yield replace(draft, applicability=Applicability.MANUAL, changes=(), todo=todo)


def _address(ctx: Context, url: str, where: SetSpan, *, requested: bool = True) -> Iterator[Draft]:
    if where.span is not None:
        changes = (SetValue(where.span, addresses.moved(url, ctx)[0], where.path),)
        yield from _moved(ctx, url, changes, requested=requested)


def _moved(ctx: Context, url: str, changes: tuple[Change, ...], *, requested: bool = True) -> Iterator[Draft]:
    """What is to be said of an address that is the old vendor's, with the changes that replace it."""
    if not addresses.belongs_to(url, ctx.source):
        return
    from providers import dialect

    left = gone.draft(url, ctx, "url")
    if left is not None:
        if not requested:
            yield left
        return  # the rule endpoint-missing speaks for a request
    new, sure = addresses.moved(url, ctx)
    endpoint = dialect.endpoint_of(url)
    verdict = dialect.judge_endpoint(ctx.target, endpoint) if endpoint else None
    offered = verdict is not None and verdict.status == "supported"
    evidence = addresses.base_proof(ctx) + ((proof(verdict.evidence),) if verdict is not None else ())
    if verdict is not None and verdict.status == "unsupported":
        yield Draft(
            Severity.BLOCKER, Applicability.MANUAL, f"{verdict.message} This address has no counterpart.",
            (), evidence, "See the finding about the endpoint, or keep this request with today's vendor.", "url",
        )  # fmt: skip
        return
    level = Applicability.SAFE if sure and offered else Applicability.REVIEW
    yield Draft(
        Severity.BLOCKER,
        level,
        f"This address belongs to {ctx.source.name}; the request must go to {new}.",
        changes,
        evidence,
        None if level is Applicability.SAFE else "Check that the target has this path.",
        "url",
    )


def account_headers(site: Site, headers: DictValue, ctx: Context) -> Iterator[Draft]:
    """Headers that name an account at the vendor that is left."""
    for name in _ACCOUNT:
        entry = headers.get(name)
        if entry is None:
            continue
        inside = site.span.start <= entry.span.start and entry.span.end <= site.span.end
        placed = entry.name_span is not None and entry.span != entry.value_span
        changes = (Drop(entry),) if placed else ()
        level = Applicability.SAFE if inside else Applicability.REVIEW
        yield Draft(
            Severity.WARNING, level if changes else Applicability.MANUAL,
            f"The header {name} means nothing to {ctx.target.name}.", changes, addresses.base_proof(ctx),
            None if changes and inside else f"Remove the header {name} where no other vendor is sent it.", name,
        )  # fmt: skip
