"""The values that flow from room to room. Frozen, picklable, and without a dependency of ours.

A `Site` is language-neutral: an API and named arguments with byte spans. A rule is therefore written
once, and a language supplies only detection and five edit verbs.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of byte offsets in a file as it is on disk."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        """True when both change a common byte, or one inserts strictly inside the other."""
        return self.start < other.end and other.start < self.end


# --- values of arguments -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value that is used here is written: a constant, a default, an enum member."""

    path: str
    span: Span
    line: int


@dataclass(frozen=True, slots=True)
class Literal:
    """A scalar written in the code. `origin` is set when it was resolved from elsewhere."""

    value: str | int | float | bool | None
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class EnvRef:
    """The value of an environment variable, with the default the code gives it, if any."""

    name: str
    default: str | None = None


@dataclass(frozen=True, slots=True)
class ListValue:
    """A list display. `complete` is False when an element is spread or unknown in number."""

    items: tuple[Arg, ...]
    complete: bool = True


@dataclass(frozen=True, slots=True)
class DictValue:
    """A dict display or an object literal. `complete` is False with `**` or a computed key."""

    entries: tuple[Arg, ...]
    complete: bool = True

    def get(self, name: str) -> Arg | None:
        """The last entry of that name (as at run time), or None."""
        return next((e for e in reversed(self.entries) if e.name == name), None)


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that cannot be told without running the program; `reason` says why, in a few words."""

    reason: str


Value = Literal | EnvRef | ListValue | DictValue | Unknown


@dataclass(frozen=True, slots=True)
class Arg:
    """A named argument, dict entry (`name` is its key) or list item (`name` is its index as text).

    `span` covers the whole argument (`temperature=0.2`), `value_span` only the value, `name_span` the
    name as written (None for positional arguments and list items).
    """

    name: str
    value: Value
    span: Span
    value_span: Span
    name_span: Span | None = None


# --- sites ---------------------------------------------------------------------------------------


class SiteKind(StrEnum):
    """What kind of use a site is. The first thirteen are the labelled corpus's kinds."""

    CLIENT = "client_construction"
    CALL = "api_call"
    MODEL = "model_literal"
    ENV = "env_var"
    BASE_URL = "base_url"
    CONFIG = "config_key"
    FRAMEWORK = "framework_client"
    HTTP = "raw_http"
    PROXY = "proxy"
    DEPENDENCY = "dependency"
    IMPORT = "sdk_import"
    SYMBOL = "sdk_symbol"
    TOKENIZER = "tokenizer"
    RESPONSE = "response_use"  # code that reads finish_reason, error codes, usage, reasoning text
    HISTORY = "message_history"  # a loop that rebuilds history and would lose reasoning_content
    WIDTH = "vector_width"  # width of stored vectors, written in code
    PROMPT = "prompt"  # prompt text: for token counts and for review


class TargetKind(StrEnum):
    """Whom a site talks to today."""

    OFFICIAL = "official"
    AZURE = "azure"
    RELAY = "relay"
    OTHER = "other"  # another vendor or router; named in Target.name
    USER_DEFINED = "user_defined"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Target:
    """Whom a site talks to today. `name` is a vendor id, a host or a variable; never a secret."""

    kind: TargetKind
    name: str | None = None


class Confidence(StrEnum):
    """How sure detection is: resolved to the SDK, likely by strong signs, or a guess from names."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True)
class Site:
    """One use of an LLM API.

    `api` is the dotted API without the client (`chat.completions.create`, `embeddings.create`,
    `OpenAI`, `ChatOpenAI`), for configuration the key path (`services.web.environment.OPENAI_API_KEY`),
    for a dependency the distribution name. `span` covers the whole expression or entry,
    `args_span` what stands between the call's parentheses (None when there are none).
    `path` is relative to the scanned root, with `/`. `line` and `column` are 1-based.
    """

    kind: SiteKind
    api: str
    path: str
    span: Span
    line: int
    column: int
    language: str  # a key of languages.LANGUAGES or formats.FORMATS
    args: tuple[Arg, ...] = ()
    args_span: Span | None = None
    open_args: bool = False  # *args or **kwargs: arguments we cannot see may be passed
    sdk: str | None = None  # openai, openai<1, azure-openai, langchain, litellm, http, ...
    client: str | None = None  # `path:line` of the client construction this call goes through
    target: Target = Target(TargetKind.UNKNOWN)
    confidence: Confidence = Confidence.HIGH
    features: frozenset[str] = frozenset()  # stream, tools, json, vision, async, ...
    value: Value | None = None  # of a model literal, a variable, a config entry (never a secret)
    value_span: Span | None = None
    name_span: Span | None = None  # of a variable's or key's name
    snippet: str = ""  # the first line, secrets masked, control characters escaped
    flags: frozenset[str] = frozenset()  # parse_errors, manual_only, ...

    def arg(self, name: str) -> Arg | None:
        """The last argument of that name, or None."""
        return next((a for a in reversed(self.args) if a.name == name), None)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file or folder that was not read, and why. Shown in every report."""

    path: str
    reason: str  # too_large, binary, utf16, lone_cr, undecodable, unreadable, symlink_outside, ...
    detail: str = ""


# --- findings and edits --------------------------------------------------------------------------


class Severity(StrEnum):
    """What happens if nothing is done."""

    BLOCKER = "blocker"  # the target refuses the request, or the endpoint does not exist there
    WARNING = "warning"  # it works, differently: ignored, clamped, another default, another answer shape
    INFO = "info"


class Applicability(StrEnum):
    """Who may carry the edit out."""

    SAFE = "safe"  # meaning kept; applied by default
    REVIEW = "review"  # plausible, a human decides; applied with --unsafe
    MANUAL = "manual"  # shown, never applied


def digest(data: bytes) -> str:
    """SHA-256 as lower-case hex."""
    return sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace bytes `span` of `path`, whose digest is `before_sha256`, by `after`.

    `before` is for showing only: secrets in it are masked, so it may differ from the file. `after` is
    encoded with the file's own encoding and uses the file's own line ends when it is made.
    """

    path: str
    span: Span
    before: str
    before_sha256: str
    after: str


@dataclass(frozen=True, slots=True)
class Proof:
    """Why a finding holds: a catalogue fact (`zhipu.dialect.temperature`), its sources and its date."""

    key: str
    detail: str
    sources: tuple[str, ...]
    as_of: str
    trust: int | None = None
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says about a site, and the edits that would settle it (all or none of them)."""

    rule: str
    site: Site
    severity: Severity
    applicability: Applicability
    message: str
    edits: tuple[Edit, ...] = ()
    evidence: tuple[Proof, ...] = ()
    todo: str | None = None  # for manual and review: the precise thing a person has to do
    parameter: str | None = None
    demoted: str | None = None  # why a safe edit became review, when it did


# --- money and effort ----------------------------------------------------------------------------


class Provenance(StrEnum):
    """Where a quantity comes from."""

    MEASURED = "measured"
    LOG = "log"
    PROFILE = "profile"
    ASSUMED = "assumed"


@dataclass(frozen=True, slots=True)
class Estimate:
    """One line of a bill: quantity x unit price = amount, or `not_estimated` with what is missing.

    `quantity` is in `unit` per month; `unit_price` is per `unit_size` of them in `currency`. Amounts
    are decimal text, so that a plan file holds them exactly. `amount` is None exactly when
    `not_estimated` says what is missing; it is never 0 for "unknown".
    """

    label: str
    provider: str
    model: str
    platform: str | None
    component: str  # input, output, cache_read, ...
    quantity: str | None
    unit: str
    unit_size: int
    unit_price: str | None
    currency: str | None
    amount: str | None
    provenance: Provenance
    source: str
    as_of: str
    not_estimated: str | None = None


@dataclass(frozen=True, slots=True)
class PlannedFile:
    """A file the plan edits, as it was when the plan was made.

    One that is `new` is made by its single edit: until then it is not there, and counts as empty.
    """

    path: str
    sha256: str
    size: int
    encoding: str
    edits: int
    new: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """The one reviewable document. `sections` holds cost, offer, effort, schedule and region results
    as plain JSON-shaped values; `applyable` is False when nothing can be applied; `complete` is False
    when something was skipped, not parsed or not judged.
    """

    schema: int
    id: str
    tool_version: str
    created: str
    root: str
    source: str
    target: str
    region: str | None
    catalog: dict[str, str]
    options: dict[str, object]
    git: dict[str, object] | None
    sites: tuple[Site, ...]
    findings: tuple[Finding, ...]
    suppressed: tuple[dict[str, object], ...]
    files: tuple[PlannedFile, ...]
    skipped: tuple[Skipped, ...]
    estimates: tuple[Estimate, ...]
    sections: dict[str, object] = field(default_factory=dict)
    applyable: bool = False
    complete: bool = True
