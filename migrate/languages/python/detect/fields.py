"""Fields of settings classes that are named after the API: `class OpenAISettings(BaseModel): api_key: str`."""

from __future__ import annotations

import re

from migrate.languages.nodes import text_of
from migrate.languages.python.detect.context import Context
from migrate.languages.python.expr import children
from migrate.model import Confidence, SiteKind, Target, TargetKind

_CLASS = re.compile(r"(?i)(?:azure)?open_?ai\w*?(?:settings|config|configuration|options|credentials)\Z")
_FIELD = re.compile(
    r"(?:\w+_)?(?:api_?key|api_?base|base_?ur[il]|api_?url|endpoint|api_?version|organi[sz]ation(?:_id)?|deployment(?:_name|_id)?)\Z"
)
_BASES = re.compile(r"Base(?:Model|Settings)|Settings|Config|TypedDict")


def detect(ctx: Context) -> None:
    """Report the fields for key, address and version, where nothing on their line is reported yet."""
    lines = {site.line for site in ctx.sites}
    for node, _ in ctx.module.classes:
        name, bases = node.child_by_field_name("name"), node.child_by_field_name("superclasses")
        if name is None or not _CLASS.match(text_of(name)):
            continue
        decorated = node.parent is not None and "dataclass" in text_of(node.parent)[:200].partition("class ")[0]
        body = node.child_by_field_name("body")
        if body is None or not (decorated or (bases is not None and _BASES.search(text_of(bases)))):
            continue
        for statement in children(body):
            field = next(children(statement), None) if statement.type == "expression_statement" else None
            left = field.child_by_field_name("left") if field is not None and field.type == "assignment" else None
            if field is None or left is None or field.child_by_field_name("type") is None:
                continue
            if _FIELD.match(text_of(left)) and ctx.source.line(left.start_byte) not in lines:
                azure = "azure" in text_of(name).lower()
                ctx.add(
                    SiteKind.CONFIG, f"{text_of(name)}.{text_of(left)}", field, at=left, confidence=Confidence.MEDIUM,
                    target=Target(TargetKind.AZURE if azure else TargetKind.UNKNOWN), flags=("manual_only",),
                )  # fmt: skip
