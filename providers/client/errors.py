"""From whatever shape a vendor reports a failure in to the exception class an OpenAI application catches.

Every exception stays one of `openai`'s own. Its `code` and `type` are the vendor's, its message ends in
what to do, and `explain(exception)` gives the parts. A balance that ran out is a `RateLimitError`, as
OpenAI's own `insufficient_quota` is, and like every error that a second try cannot cure it is not
retried. Keys are masked in the message and in `body`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx2
import openai

from providers.behaviour import RETRYABLE, STATUS_OF, Behaviour, Kind
from providers.client import address, keys
from providers.types import EndpointStatus

if TYPE_CHECKING:
    from providers.types import Provider

_CLASSES: dict[Kind, type[openai.APIStatusError]] = {
    Kind.AUTH: openai.AuthenticationError,
    Kind.REGION: openai.PermissionDeniedError,
    Kind.PERMISSION: openai.PermissionDeniedError,
    Kind.ACCOUNT: openai.PermissionDeniedError,
    Kind.BALANCE: openai.RateLimitError,
    Kind.QUOTA: openai.RateLimitError,
    Kind.RATE_LIMIT: openai.RateLimitError,
    Kind.OVERLOADED: openai.InternalServerError,
    Kind.SERVER: openai.InternalServerError,
    Kind.TIMEOUT: openai.InternalServerError,
    Kind.BAD_REQUEST: openai.BadRequestError,
    Kind.CONTEXT_LENGTH: openai.BadRequestError,
    Kind.CONTENT_FILTER: openai.BadRequestError,
    Kind.MODEL: openai.NotFoundError,
    Kind.ENDPOINT: openai.NotFoundError,
    Kind.CONFLICT: openai.ConflictError,
    Kind.OTHER: openai.APIStatusError,
}

_BALANCE_WORDS = re.compile(r"insufficient.{0,12}(balance|funds)|余额不足|欠费|arrear|overdue", re.I)
_REGION_WORDS = re.compile(
    r"(country|region|territory|地区|区域).{0,40}(not|un|不)|unsupported_country", re.I
)
_CODE_IN_TEXT = re.compile(r"\((\d{4})\)\s*$")


@dataclass(frozen=True, slots=True)
class Report:
    """A failure as the vendor words it; None where it says nothing."""

    message: str | None = None
    code: str | None = None
    type: str | None = None
    param: str | None = None


@dataclass(frozen=True, slots=True)
class VendorError:
    """What a vendor's failure means: `kind` is the same word for every vendor, `hint` what to do."""

    provider: str
    kind: Kind
    code: str | None
    message: str | None
    hint: str
    retryable: bool


def explain(error: BaseException) -> VendorError | None:
    """The parts of an error raised by a connected client; None for any other exception."""
    found = getattr(error, "vendor_error", None)
    return found if isinstance(found, VendorError) else None


def _text(value: object) -> str | None:
    return (
        str(value) if isinstance(value, str | int) and not isinstance(value, bool) and value != "" else None
    )


def read(body: object) -> Report | None:
    """The failure a body reports, in any of the vendors' shapes; None when it reports none.

    Shapes: `{"error": {...}}`, `{"error": "..."}`, `{"base_resp": {"status_code", "status_msg"}}`,
    `{"Response": {"Error": {"Code", "Message"}}}`, flat `{"code", "message"}`, and a bare text.
    """
    if isinstance(body, str):
        return Report(message=body.strip()[:500]) if body.strip() else None
    if not isinstance(body, dict):
        return None
    error = body.get("error")
    if isinstance(error, dict) and error:
        return _fields(error)
    if isinstance(error, str) and error:
        return Report(message=error, code=_text(body.get("code")))
    base = body.get("base_resp")
    if isinstance(base, dict):
        if base.get("status_code") in (0, None):
            return None
        return Report(message=_text(base.get("status_msg")), code=_text(base.get("status_code")))
    response = body.get("Response")
    if isinstance(response, dict) and isinstance(response.get("Error"), dict):
        inner = response["Error"]
        return Report(message=_text(inner.get("Message")), code=_text(inner.get("Code")))
    if "choices" in body or isinstance(body.get("data"), list):
        return None
    return _fields(body) if _text(body.get("message")) or _text(body.get("code")) else None


def _fields(error: dict[str, Any]) -> Report:
    message = _text(error.get("message")) or _text(error.get("msg"))
    code = _text(error.get("code"))
    if code is None and message:
        number = _CODE_IN_TEXT.search(message)
        code = number[1] if number else None
    return Report(message, code, _text(error.get("type")), _text(error.get("param")))


def body_of(response: httpx2.Response) -> object:
    """The body of a response that was read: parsed when it is JSON, else its text."""
    try:
        text = response.text
    except httpx2.ResponseNotRead:
        return None
    try:
        return json.loads(text)
    except ValueError:
        return text


class Translator:
    """Turns one vendor's failures into exceptions of `openai`."""

    __slots__ = ("_base_url", "_behaviour", "_provider")

    def __init__(self, provider: Provider, behaviour: Behaviour, base_url: str) -> None:
        self._provider = provider
        self._behaviour = behaviour
        self._base_url = base_url

    def kind(self, status: int, report: Report) -> Kind:
        """What a failure means."""
        kind = self._behaviour.kind(status, report.code, report.type)
        known = self._behaviour.rule(report.code) or self._behaviour.rule(report.type)
        if known is None and report.message:
            if kind in (Kind.RATE_LIMIT, Kind.PERMISSION) and _BALANCE_WORDS.search(report.message):
                return Kind.BALANCE
            if kind is Kind.PERMISSION and _REGION_WORDS.search(report.message):
                return Kind.REGION
        return kind

    def retryable(self, response: httpx2.Response) -> bool:
        """Whether a second try could help; False means openai's own retry must not happen."""
        report = read(body_of(response)) or Report()
        return self.kind(response.status_code, report) in RETRYABLE

    def in_success(self, body: object) -> tuple[int, Report] | None:
        """The failure inside an HTTP 200, with the status it should have had; None when there is none.

        A code that is not known counts as a failure of the vendor (500), which is retried.
        """
        if not isinstance(body, dict) or body.get("choices") or body.get("data"):
            return None
        report = read(body)
        if report is None:
            return None
        told = "base_resp" in body or "error" in body
        if not told and (report.message is None or report.code in (None, "0", "200")):
            return None
        return STATUS_OF[self._behaviour.kind(200, report.code, report.type)], report

    def exception(
        self, response: httpx2.Response, body: object, *, secret: str | None = None
    ) -> openai.APIStatusError:
        """The exception for an error response. `secret` is masked wherever the vendor repeats it."""
        report = read(body) or Report()
        status = response.status_code
        kind = self.kind(status, report)
        hint = self.hint(kind, response, report)
        error = VendorError(
            provider=self._provider.id,
            kind=kind,
            code=keys.mask(report.code or report.type or "", secret) or None,
            message=keys.mask(report.message, secret) if report.message else None,
            hint=hint,
            retryable=kind in RETRYABLE,
        )
        code = f", code {error.code}" if error.code else ""
        text = f"Error code: {status} - {error.message or 'no message'} [{self._provider.id}{code}]. {hint}"
        shown = {
            "message": error.message,
            "type": report.type,
            "param": report.param,
            "code": report.code or report.type,
        }
        inner = body.get("error", body) if isinstance(body, dict) else body
        if isinstance(inner, dict):
            shown = {**inner, **{k: v for k, v in shown.items() if v is not None}}
        made = _class(kind, status)(
            keys.mask(text, secret), response=response, body=keys.mask_value(shown, secret)
        )
        made.vendor_error = error  # type: ignore[attr-defined]
        return made

    def hint(self, kind: Kind, response: httpx2.Response, report: Report) -> str:
        """What to do about it, in a sentence or two."""
        rule = self._behaviour.rule(report.code) or self._behaviour.rule(report.type)
        parts = [self._general(kind, response)]
        if rule is not None and rule.hint:
            parts.append(rule.hint)
        return " ".join(part for part in parts if part)

    def _general(self, kind: Kind, response: httpx2.Response) -> str:
        name = self._provider.name
        console = self._behaviour.console(address.region_of(self._provider, self._base_url))
        at = f" at {console}" if console else ""
        if kind is Kind.AUTH:
            other = ", ".join(address.others(self._provider, self._base_url))
            tie = (
                "A key works only on the site that made it"
                if self._behaviour.keys_per_region
                else ("A key may belong to another site")
            )
            made = f"{name} refused the key; check it{at}."
            return f"{made} {tie}; other sites: {other}." if other else made
        if kind is Kind.REGION:
            return f"{name} does not serve the region this call comes from; a retry will not help."
        if kind is Kind.PERMISSION:
            return f"The account may not use this model or function; open it{at or ' in the console'}."
        if kind is Kind.ACCOUNT:
            return f"The account is inactive or locked; see its state{at or ' in the console'}."
        if kind is Kind.BALANCE:
            return f"The account's balance is exhausted; top it up{at or ' in the console'}. Not retried."
        if kind is Kind.QUOTA:
            return f"A quota of the account or plan is used up{at and f'; see it{at}'}. Not retried."
        if kind is Kind.CONTENT_FILTER:
            return f"{name}'s content filter refused the request or the answer; change the prompt."
        if kind is Kind.CONTEXT_LENGTH:
            return "The request is longer than the model's window; shorten it or take another model."
        if kind is Kind.MODEL:
            return (
                f"Check the model id and the path; `migrate providers models {self._provider.id}` lists ids."
            )
        if kind is Kind.ENDPOINT:
            return f"{name} does not offer this endpoint{self._offered(response)}."
        if kind is Kind.RATE_LIMIT:
            return "Send fewer requests at once, or ask the vendor for a higher limit."
        if kind in (Kind.OVERLOADED, Kind.SERVER, Kind.TIMEOUT):
            return f"{name} could not answer now; try again later."
        if kind is Kind.BAD_REQUEST:
            return f"`migrate providers show {self._provider.id}` lists what the vendor accepts."
        return ""

    def _offered(self, response: httpx2.Response) -> str:
        path = response.request.url.path
        for endpoint in self._provider.endpoints.values():
            if endpoint.status is EndpointStatus.UNSUPPORTED and path.endswith(f"/{endpoint.name}"):
                return f" ({endpoint.evidence.detail.rstrip('.')})"
        return ""


def _class(kind: Kind, status: int) -> type[openai.APIStatusError]:
    if kind is Kind.BAD_REQUEST and status == 422:
        return openai.UnprocessableEntityError
    return _CLASSES[kind]
