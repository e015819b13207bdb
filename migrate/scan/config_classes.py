"""Classes that a settings file names and a program constructs: `_target_: langchain_openai.ChatOpenAI`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migrate.formats.base import Entry
from migrate.model import Literal, Site, SiteKind, Target, TargetKind
from migrate.scan.config_site import File, Text, make

_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.\w+)*[.:][A-Z]\w*\Z")


def held_class(file: File, entry: Entry, text: Text) -> Iterator[Site]:
    """The class of the SDK, or of a framework over it, that a value names; none of a class of any vendor."""
    if not _DOTTED.match(text.text) or entry.value_span is None:
        return
    from migrate.languages.python.tables import tables  # read where a value may be one

    name = text.text.replace(":", ".")
    known, framework = tables().clients.get(name), tables().frameworks.get(name)
    if known is None and (framework is None or framework.by_model):
        return
    azure = "azure" in (known.sdk if known is not None else "") or (framework is not None and framework.azure)
    target = file.target(entry) or Target(TargetKind.AZURE if azure else TargetKind.UNKNOWN)
    span, flags = text.span(0, len(text.text)), {"manual_only", "class"}
    yield make(file, entry, SiteKind.CONFIG, span, Literal(text.text), entry.value_span, flags, target)
