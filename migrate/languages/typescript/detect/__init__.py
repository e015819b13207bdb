"""Detection in one JavaScript or TypeScript file: each module finds some kinds of sites."""

from __future__ import annotations

from migrate.languages.typescript.detect import (
    answers,
    calls,
    environment,
    http,
    imports,
    literals,
    settings,
    symbols,
    widths,
)
from migrate.languages.typescript.detect.context import Context
from migrate.languages.typescript.resolve import Resolver
from migrate.languages.typescript.scopes import Module
from migrate.languages.typescript.tables import tables
from migrate.languages.typescript.values import Values
from migrate.model import Site
from migrate.source import SourceFile

# In this order: later ones look at what earlier ones found.
_DETECTORS = (
    calls.detect,
    imports.detect,
    symbols.detect,
    http.detect,
    environment.detect,
    settings.detect,
    literals.detect,
    answers.detect,
    widths.detect,
)


def detect(source: SourceFile, module: Module, resolver: Resolver) -> tuple[Site, ...]:
    """Every site of a file, in the order it is read."""
    context = Context("typescript", source, module, resolver, Values(module, resolver), tables())
    for detector in _DETECTORS:
        detector(context)
    found = literals.adopt_targets(context.sites)
    return tuple(sorted(found, key=lambda s: (s.span.start, s.span.end, s.kind.value, s.api)))
