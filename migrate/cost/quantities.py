"""Usage figures shared out over the models an application uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from migrate.cost.usage import Figures, Kind, Usage
from migrate.model import EnvRef, Literal, Provenance, Site, SiteKind
from providers.types import Provider

_MODEL_ARGUMENTS = ("model", "model_name", "engine", "deployment_name", "azure_deployment")
_REQUESTS = {SiteKind.CALL, SiteKind.FRAMEWORK, SiteKind.HTTP}


@dataclass(frozen=True, slots=True)
class Use:
    """A model of the current vendor in use, and the model it is to be replaced by (None: no candidate).

    `places` are the `path:line` of its sites, in the order of the scan.
    """

    model: str
    target: str | None
    kind: Kind
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draw:
    """One model's share of the usage, per month. `missing` names the figures nobody gave.

    `basis` says where the share comes from; `place` is set when the usage file has figures for a call site.
    """

    use: Use
    place: str | None
    figures: Figures
    basis: str
    missing: tuple[str, ...]

    @property
    def provenance(self) -> Provenance:
        """Where the quantities come from; a profile when the usage file does not say."""
        return self.figures.provenance or Provenance.PROFILE


def uses(mapping: Mapping[str, str | None], sites: Iterable[Site], source: Provider) -> tuple[Use, ...]:
    """The models of `mapping` (current model id -> target model id or None) with the places of their sites."""
    places: dict[str, list[str]] = {model: [] for model in mapping}
    embedding: set[str] = set()
    for site in sites:
        model = _model_of(site)
        if model is None or model not in places:
            continue
        place = f"{site.path}:{site.line}"
        if place not in places[model]:
            places[model].append(place)
        if "mbedding" in site.api:
            embedding.add(model)
    return tuple(
        Use(model, mapping[model], _kind(source, model, model in embedding), tuple(places[model]))
        for model in mapping
    )


def draws(wanted: Sequence[Use], usage: Usage) -> tuple[tuple[Draw, ...], tuple[str, ...]]:
    """Share `usage` out over `wanted`; also notes on figures that met no model or no call site.

    A model's own entry (or its call sites' entries) comes first. Models without one share the requests of
    their kind evenly; what does not divide goes to the first ones, so that the sum stays exact.
    """
    notes: list[str] = []
    by_site = {u.model: [p for p in u.places if p in usage.sites] for u in wanted}
    result: list[Draw] = []
    for kind in ("chat", "embedding"):
        same = [u for u in wanted if u.kind == kind]
        default = usage.defaults.get(kind)
        sharing = [u.model for u in same if u.model not in usage.models and not by_site[u.model]]
        for use in same:
            if use.model in usage.models:
                figures = usage.models[use.model].over(_per_request(default))
                result.append(_draw(use, None, figures, f"usage of model {use.model}"))
                if by_site[use.model]:
                    notes.append(
                        f"usage of model {use.model} already covers {', '.join(by_site[use.model])}: "
                        "the figures of these call sites are not counted again"
                    )
            elif by_site[use.model]:
                for place in by_site[use.model]:
                    figures = usage.sites[place].over(_per_request(default))
                    result.append(_draw(use, place, figures, f"usage of call site {place}"))
                silent = [place for place in use.places if place not in usage.sites]
                result += [_draw(use, place, Figures(), "no figures for this call site") for place in silent]
            else:
                result.append(_share(use, default, sharing, kind))
    order = {u.model: number for number, u in enumerate(wanted)}
    result.sort(key=lambda draw: order[draw.use.model])
    notes += [f"usage of model {name}: no such model in use" for name in usage.models if name not in order]
    known = {place for use in wanted for place in use.places}
    notes += [f"usage of call site {name}: no such call site" for name in usage.sites if name not in known]
    return tuple(result), tuple(notes)


def _model_of(site: Site) -> str | None:
    if site.kind in _REQUESTS:
        for name in _MODEL_ARGUMENTS:
            arg = site.arg(name)
            if arg is not None:
                return _text(arg.value)
        return None
    return _text(site.value)


def _text(value: object) -> str | None:
    if isinstance(value, Literal) and isinstance(value.value, str):
        return value.value
    if isinstance(value, EnvRef):
        return value.default
    return None


def _kind(source: Provider, name: str, called_as_embedding: bool) -> Kind:
    model = source.model(name)
    if model is not None:
        return "embedding" if model.kind == "embedding" else "chat"
    return "embedding" if called_as_embedding or "embedding" in name.lower() else "chat"


def _per_request(default: Figures | None) -> Figures | None:
    """The default without its total: how many requests there are is not inherited by a single model."""
    if default is None:
        return None
    return Figures(
        None, default.prompt_tokens, default.completion_tokens, default.cached_share, default.provenance
    )


def _share(use: Use, default: Figures | None, sharing: Sequence[str], kind: str) -> Draw:
    if default is None or default.requests_per_month is None:
        return _draw(use, None, default or Figures(), f"no figures for {kind} requests")
    count, rest = divmod(default.requests_per_month, len(sharing))
    requests = count + (1 if sharing.index(use.model) < rest else 0)
    figures = Figures(requests_per_month=requests).over(default)
    basis = f"the application's {kind} requests"
    if len(sharing) > 1:
        basis += f", shared evenly by {len(sharing)} models"
    return _draw(use, None, figures, basis)


def _draw(use: Use, place: str | None, figures: Figures, basis: str) -> Draw:
    needed = ["requests_per_month", "prompt_tokens"]
    if use.kind == "chat":
        needed.append("completion_tokens")
    missing = tuple(name for name in needed if getattr(figures, name) is None)
    if use.kind == "embedding":
        figures = Figures(
            figures.requests_per_month, figures.prompt_tokens, 0, Decimal(0), figures.provenance
        )
    elif figures.cached_share is None:
        figures = Figures(cached_share=Decimal(0)).over(figures)
    return Draw(use, place, figures, basis, missing)
