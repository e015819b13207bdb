"""The part of a plan that needs judgement, as text to hand to an assistant. Nothing is sent anywhere."""

from __future__ import annotations

from collections.abc import Mapping

from migrate.model import Applicability, Plan
from migrate.report.groups import groups
from migrate.report.layout import clean
from migrate.report.terminal import model_rows
from providers import catalog, resources


def render(plan: Plan) -> str:
    """The manual and review findings of a plan, each with its places, its task and its evidence."""
    import jinja2

    # The text is for a model, not for a browser: everything that comes from files goes through `clean`,
    # and the angle brackets that could end the data marks are replaced, so HTML escaping has no part here.
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(resources.prompts()),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        autoescape=False,  # noqa: S701
    )
    open_findings = [f for f in plan.findings if f.applicability is not Applicability.SAFE]
    target = catalog.load(plan.target)
    return environment.get_template("remaining-work.md.j2").render(
        source=catalog.load(plan.source).name,
        target=target.name,
        key_variable=target.key_variable,
        models=[(_data(row["source"]), _data(row["target"])) for row in _mapped(plan.sections.get("models"))],
        groups=[
            {
                "rule": group.rule,
                "severity": group.severity.value,
                "applicability": group.applicability.value,
                "message": _data(group.message),
                "todo": _data(group.todo or ""),
                "places": [_data(place) for place in group.places],
                "evidence": [f"{proof.key}, as of {proof.as_of}" for proof in group.evidence],
            }
            for group in groups(open_findings)
        ],
    )


def _mapped(section: object) -> list[Mapping[str, object]]:
    return [row for row in model_rows(section) if row.get("target")]


def _data(text: object) -> str:
    return clean(text).replace("<", "‹").replace(">", "›")
