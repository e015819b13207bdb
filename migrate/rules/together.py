"""Where a request goes and with which key: edits of both stand or fall together.

A key in the hands of another vendor is the worst a migration can do, and an edit of the address alone, or of the
key alone, does just that. So all findings that say where one client's requests go, or which key they carry, get
the weakest applicability among them. A client whose address no edit moves keeps its key; a key or an address that
several clients share is as weak as the weakest of them. Models and parameters that only such clients send follow:
the vendor that is left would refuse them. A variable that is added to a configuration file, empty, moves nothing
and stays as it is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from migrate.model import Applicability, Arg, DictValue, EnvRef, Finding, Literal, Site, SiteKind, Span, Unknown
from migrate.rules import addresses, request
from migrate.rules.about import UNITS, About
from migrate.rules.codebase import written_at
from migrate.rules.mentions import record_around
from migrate.rules.stance import Stance
from migrate.rules.wording import root_of

if TYPE_CHECKING:
    from migrate.rules.base import Context

_ADDRESS_RULES = {
    "base-url": ("base_url",),
    "raw-http": ("url", "path"),
    "azure-client": ("client",),
    "framework-client": ("connection",),
    "sdk-legacy": ("api_base", "base_url", "upgrade"),
}
_LEVELS = tuple(Applicability)
_SAFE, _REVIEW, _MANUAL = 0, 1, len(_LEVELS) - 1
_SESSION = 5  # lines from a session's headers to its request
_FALLBACK = (b",", b" or ", b"||", b"??")  # something else is taken where the variable is not set


@dataclass(slots=True)
class _Unit:
    """A client or a request, with the findings (by index) on its address, its key and what it asks for."""

    site: Site
    address: set[int] = field(default_factory=set)
    key: set[int] = field(default_factory=set)
    requests: set[int] = field(default_factory=set)  # models and parameters
    stuck: bool = False  # no edit moves its address
    level: int = _SAFE

    @property
    def place(self) -> str:
        return f"{self.site.path}:{self.site.line}"


def together(findings: Sequence[Finding], ctx: Context) -> list[Finding]:
    """The findings, in their order, with address and key of each client equally applicable."""
    return _Pass(findings, ctx).run()


class _Pass:
    """One look at all findings; what they are about is found once."""

    def __init__(self, findings: Sequence[Finding], ctx: Context) -> None:
        self.findings = list(findings)
        self.ctx = ctx
        self.levels = [_LEVELS.index(f.applicability) for f in findings]
        self.why: dict[int, tuple[str, str]] = {}
        adds = {i for i, f in enumerate(findings) if _adds(f)}
        # In order, and quick to be looked up.
        self.addresses = _numbers(i for i, f in enumerate(findings) if f.parameter in _ADDRESS_RULES.get(f.rule, ()))
        self.keys = _numbers(i for i, f in enumerate(findings) if _is_key(f) and i not in adds)
        moving = {*self.addresses, *self.keys, *adds}
        self.requests = _numbers(i for i, f in enumerate(findings) if f.edits and i not in moving)
        self.about = About(self.findings)
        self.made: dict[str, list[Site]] = {}  # by the place of the client
        for site in ctx.sites:
            if site.kind is SiteKind.FRAMEWORK and site.client is not None:
                self.made.setdefault(site.client, []).append(site)

    def run(self) -> list[Finding]:
        """Levels go down until nothing changes, then the requests follow."""
        units = list(self._units())
        changed = True
        while changed:
            lowered = [self._level(unit, units) for unit in units]  # all of them: any() would stop at the first
            changed = True in lowered
        self._follow(units)
        self._entries()
        return [self._lowered(i, f) for i, f in enumerate(self.findings)]

    # --- which findings are about which client ---

    def _units(self) -> list[_Unit]:
        units = [_Unit(s) for s in self.ctx.sites if self._concerned(s)]
        dark: list[_Unit] = []
        keyless: list[_Unit] = []
        for unit in units:
            if not self._find_address(unit):
                dark.append(unit)
            if not self._find_key(unit):
                keyless.append(unit)
        units += self._module()
        claimed = {i for unit in units for i in (*unit.address, *unit.key)}
        for unit in dark:
            loose = [i for i in self.addresses if i not in claimed]
            unit.address |= self._near(unit, loose)
            unit.stuck = not unit.address
        for unit in keyless:
            unit.key |= self._unseen_key(unit, claimed, unit in dark)
        for unit in units:
            if unit.site.kind is SiteKind.HTTP and self.ctx.code.stance(unit.site) is Stance.DOUBT:
                unit.stuck = False
            self._find_requests(unit)
        return units

    def _concerned(self, site: Site) -> bool:
        if site.kind not in UNITS or site.sdk in ("openai<1", "batch") or site.flags & {"batch", "sent"}:
            return False
        if site.sdk == "openai<4" and site.api == "OpenAIApi":
            return False  # address and key are those of its Configuration
        through = self.ctx.code.clients.get(site.client or "")
        if self._made_inside(site) or (site.kind is SiteKind.FRAMEWORK and through not in (None, site)):
            return False
        return self.ctx.code.stance(site) is not Stance.OTHER

    def _made_inside(self, site: Site) -> bool:
        """True for a framework's object around a client or provider of its own: address and key are that one's."""
        if site.kind is not SiteKind.FRAMEWORK or request.find(site, "api_key") or request.find(site, "base_url"):
            return False
        return any(
            s is not site
            and s.kind in (SiteKind.CLIENT, SiteKind.FRAMEWORK)
            and any(arg.value_span == s.span for arg in site.args)
            for s in self.ctx.code.in_file[site.path]
        )

    def _module(self) -> Iterator[_Unit]:
        """The settings of the openai module before 1.0: one client for the whole process, wherever they are made."""
        stances = (Stance.OTHER, Stance.TARGET)
        sites = [s for s in self.ctx.sites if s.sdk == "openai<1" and self.ctx.code.stance(s) not in stances]
        if not sites:
            return
        unit = _Unit(sites[0])
        paths = {site.path for site in sites}
        bases = [s for s in sites if addresses.last(s) in ("api_base", "base_url")]
        names = {s.value.name for s in bases if isinstance(s.value, EnvRef)} or addresses.source_bases(self.ctx)
        unit.address = {i for i in self.addresses if self.findings[i].rule == "sdk-legacy"}
        named = self.about.naming(names, self.addresses)
        unit.address |= {i for i in named if addresses.is_config(self.findings[i].site)}
        for base in bases:
            at = self.about.at(base, self.addresses)
            unit.address |= {i for i in at if self.findings[i].site.kind not in UNITS}
        unit.key = {i for i in self.keys if self._sets_module_key(self.findings[i], paths)}
        unit.stuck = not unit.address
        for site in sites:
            unit.requests |= self.about.at(site, self.requests)
        yield unit

    def _sets_module_key(self, finding: Finding, paths: set[str]) -> bool:
        """True for what `openai.api_key = ...` is made of."""
        site = finding.site
        source = self.ctx.read(site.path) if site.path in paths else None
        if source is None:
            return False
        before = source.text(Span(source.line_span(site.span.start).start, site.span.start))
        return "api_key" in before.rpartition(";")[2]

    def _unseen_key(self, unit: _Unit, claimed: set[int], dark: bool) -> set[int]:
        """Keys a request may carry that names none: of a session made just before, else any of its file."""
        own = [i for i in self.keys if self.findings[i].site.path == unit.site.path]
        lines = range(unit.site.line - _SESSION, unit.site.line + 1)
        close = {i for i in own if i not in claimed and self.findings[i].site.line in lines}
        if close and not dark:
            return close
        return set(own) or self._near(unit, [i for i in self.keys if i not in claimed])

    def _near(self, unit: _Unit, loose: Collection[int]) -> set[int]:
        """Findings nobody else claims: those of the client's own file, else all."""
        return {i for i in loose if self.findings[i].site.path == unit.site.path} or set(loose)

    def _find_address(self, unit: _Unit) -> bool:
        """Collect what moves the address; False when it comes from somewhere that cannot be seen."""
        site, code = unit.site, self.ctx.code
        unit.address |= self.about.at(site, self.addresses)
        arg = site.arg("url") if site.kind is SiteKind.HTTP else request.find(site, "base_url")
        if arg is not None and isinstance(arg.value, Literal):
            unit.address |= self.about.writing(written_at(site, arg), self.addresses)
        host = site.arg("host") if site.kind is SiteKind.HTTP else None
        if host is not None:
            unit.address |= self.about.writing(written_at(site, host), self.addresses)
        name = arg.value.name if arg is not None and isinstance(arg.value, EnvRef) else None
        names = {name} if name else addresses.source_bases(self.ctx) if arg is None else set()
        unit.address |= self.about.naming(names, self.addresses)
        if unit.address or code.stance(site) is Stance.TARGET:
            unit.stuck = bool(name) and code.stance(site) is not Stance.TARGET and self._elsewhere(str(name))
            return True
        if site.kind is not SiteKind.HTTP and code.stays(site):
            unit.stuck = True
            return True
        if arg is None:
            unit.stuck = site.kind is not SiteKind.HTTP
            return unit.stuck
        if name is not None and (self._elsewhere(name) or not self._falls_back(site, arg)):
            unit.stuck = True
            return True
        text = addresses.text_of(arg.value)
        if addresses.is_url(text):
            unit.stuck = not addresses.arrived(text or "", self.ctx)
            return True
        return False

    def _find_key(self, unit: _Unit) -> bool:
        """Collect what changes the key; False when it comes from somewhere that cannot be seen."""
        site = unit.site
        unit.key |= self.about.at(site, self.keys)
        if site.kind is SiteKind.HTTP:
            arg = site.arg("headers")
            args = list(_deep(arg)) if arg is not None else []
        else:
            arg = request.find(site, "api_key")
            args = [arg] if arg is not None else []
        names = set()
        for given in args:
            place = written_at(site, given)
            found = self.about.writing(place, self.keys) | self.about.within(site.path, given.value_span, self.keys)
            unit.key |= found
            if isinstance(given.value, EnvRef) and not found:
                names.add(given.value.name)
        unit.key |= self._near(unit, self.about.naming(names, self.keys))
        return bool(unit.key) or (site.kind is not SiteKind.HTTP and (arg is None or _plain(arg)))

    def _find_requests(self, unit: _Unit) -> None:
        calls = self.ctx.code.calls_through(unit.site) if unit.site.kind is not SiteKind.HTTP else ()
        if unit.site.api == "Configuration":
            clients = [s for s in self.ctx.code.in_file[unit.site.path] if s.api == "OpenAIApi"]
            calls = tuple(call for client in clients for call in self.ctx.code.calls_through(client))
        for call in (unit.site, *calls, *self.made.get(unit.place, ())):
            unit.requests |= self.about.at(call, self.requests)
            arg = request.find(call, "model")
            if arg is not None:
                unit.requests |= self.about.writing(written_at(call, arg), self.requests)
            if arg is not None and isinstance(arg.value, EnvRef):
                unit.requests |= self.about.naming((arg.value.name,), self.requests)

    def _elsewhere(self, name: str) -> bool:
        """True for a variable that a file sets to an address no finding moves."""
        if any(addresses.is_config(self.findings[i].site) for i in self.about.naming((name,), self.addresses)):
            return False
        found = addresses.set_in_env(name, self.ctx)
        return found is not None and not addresses.arrived(found.value, self.ctx)

    def _falls_back(self, site: Site, arg: Arg) -> bool:
        source = self.ctx.read(site.path)
        text = source.data[arg.value_span.start : arg.value_span.end] if source is not None else b""
        return any(mark in text for mark in _FALLBACK)

    # --- levels ---

    def _level(self, unit: _Unit, units: Sequence[_Unit]) -> bool:
        """Bring the findings of one client to the weakest level among them; True when one changed."""
        linked = unit.address | unit.key
        settled = [i for i in linked if not self._covered(i, linked)]
        moving = max((self.levels[i] for i in settled if i in unit.address), default=_SAFE)
        moving = _MANUAL if unit.stuck else moving
        keyed = max((self.levels[i] for i in settled if i in unit.key), default=_SAFE)
        unit.level = max(moving, keyed)
        changed = False
        for i in linked:
            if self.levels[i] < unit.level:
                how = "by a safe edit" if unit.level < _MANUAL else "by an edit"
                cause = f"the address of {unit.place} is not moved {how}"
                if moving < unit.level:
                    cause = f"the key of {unit.place} is not changed {how}"
                self.levels[i] = unit.level
                self.why[i] = (
                    f"{cause}, so {'the key' if i in unit.key - unit.address else 'the address'} stays",
                    _todo(unit, moving == unit.level, sum(i in u.key or i in u.address for u in units) > 1),
                )
                changed = True
        return changed | self._carry(linked)

    def _covered(self, index: int, linked: set[int]) -> bool:
        """True for a finding whose bytes a finding of the same client writes, that goes first."""
        rivals = self.about.rivals(index)
        return bool(rivals) and all(
            any(j in linked and self.levels[j] < self.levels[index] for j in others) for others in rivals
        )

    def _carry(self, linked: Iterable[int]) -> bool:
        """Findings that carry the same edits as a lowered one are lowered with it."""
        changed = False
        for i in linked:
            if i not in self.why:
                continue
            finding = self.findings[i]
            for j in self.about.site(finding.site):
                other = self.findings[j]
                same = other.edits == finding.edits and other.edits
                if same and self.levels[j] < self.levels[i]:
                    self.levels[j], self.why[j] = self.levels[i], self.why[i]
                    changed = True
        return changed

    def _follow(self, units: Sequence[_Unit]) -> None:
        """What only clients ask for that do not move stays with them: it is written for the target."""
        users: dict[int, list[_Unit]] = {}
        for unit in units:
            for i in unit.requests:
                users.setdefault(i, []).append(unit)
        for i, asking in users.items():
            best = min(asking, key=lambda unit: unit.level)
            if best.level > self.levels[i]:
                self.levels[i] = best.level
                self.why[i] = (
                    f"address and key of {best.place} are not moved by a safe edit, so this stays",
                    f"Change it together with address and key of {best.place}.",
                )
        claimed = {i for unit in units for i in unit.address}
        others = [(self.levels[i], self.findings[i].site) for i in self.addresses if i not in claimed]
        staying = [*((unit.level, unit.site) for unit in units), *others]
        least = min((level for level, _ in staying), default=_SAFE)
        if least > _SAFE:
            places = sorted({(site.path, site.line) for _, site in staying})
            what = f"what moves {places[0][0]}:{places[0][1]}"
            if len(places) > 1:
                what += f" or another of the {len(places)} clients and addresses that stay, whichever asks for it"
            self._unasked((i for i in self.requests if i not in users), least, what)

    def _unasked(self, loose: Iterable[int], least: int, what: str) -> None:
        """Models that no call is seen to ask for, where no client or address at all moves, or none by a safe edit."""
        for i in loose:
            finding = self.findings[i]
            level = least if addresses.is_config(finding.site) else _REVIEW  # a list of models may be its own client
            if self.levels[i] < level and finding.rule in ("model-mapping", "embeddings"):
                how = "by an edit" if level == _MANUAL else "by a safe edit"
                why = f"no client here moves {how}, and the vendor that is left would refuse this model"
                self.levels[i], self.why[i] = level, (why, f"Apply it together with {what}.")

    def _entries(self) -> None:
        """The model of an entry in a list of models goes with the entry's key and address."""
        for i in self.keys:
            finding = self.findings[i]
            source = self.ctx.read(finding.site.path)
            if source is None or not any("base_url" in e.after and not len(e.span) for e in finding.edits):
                continue
            entry = record_around(root_of("python", source), finding.site.span, "api_key")
            span = entry["model"][1] if "model" in entry else finding.site.span
            for j in self.requests:
                if self.levels[j] < self.levels[i] and self.findings[j].site.path == finding.site.path:
                    site = self.findings[j].site.span
                    if span.start <= site.start and site.end <= span.end:
                        self.levels[j] = self.levels[i]
                        self.why[j] = (
                            "the address of this entry is not set by a safe edit, so this stays",
                            f"Apply it together with the key in line {finding.site.line}.",
                        )

    def _lowered(self, index: int, finding: Finding) -> Finding:
        if index not in self.why:
            return finding
        demoted, todo = self.why[index]
        if finding.todo and finding.todo not in todo:
            todo = f"{todo} {finding.todo}"
        return replace(finding, applicability=_LEVELS[self.levels[index]], demoted=demoted, todo=todo)


def _numbers(found: Iterable[int]) -> dict[int, None]:
    return dict.fromkeys(found)


def _todo(unit: _Unit, address: bool, shared: bool) -> str:
    what = "address" if address else "key"
    first = f"Change the {what} of {unit.place} first"
    if shared:
        return f"{first}, or give it a key variable and an address of its own; then change this."
    return f"{first}, then this."


def _is_key(finding: Finding) -> bool:
    """True for a finding on the key that requests carry."""
    return finding.rule == "api-key-variable" or (finding.rule == "sdk-legacy" and finding.parameter == "api_key")


def _adds(finding: Finding) -> bool:
    """True for a variable that is added to a configuration file."""
    return addresses.is_config(finding.site) and all(not len(e.span) for e in finding.edits)


def _plain(arg: Arg) -> bool:
    return not isinstance(arg.value, Unknown) or request.omitted(arg.value)


def _deep(arg: Arg) -> Iterator[Arg]:
    """The entries of a dict of headers; anything else as it is."""
    if isinstance(arg.value, DictValue):
        yield from arg.value.entries
    else:
        yield arg
