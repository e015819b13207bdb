"""Detection in one JavaScript or TypeScript file: each module finds some kinds of sites."""

from __future__ import annotations

from migrate.languages import named_keys, prompt_files
from migrate.languages.sites import adopt_targets, in_order
from migrate.languages.typescript.detect import (
    answers,
    calls,
    environment,
    http,
    imports,
    literals,
    markup,
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
_DETECTORS = (calls, imports, symbols, http, environment, settings, literals, markup, answers, widths)


def detect(source: SourceFile, module: Module, resolver: Resolver) -> tuple[Site, ...]:
    """Every site of a file, in the order it is read."""
    context = Context("typescript", source, module, resolver, Values(module, resolver), tables())
    for detector in _DETECTORS:
        detector.detect(context)
    named_keys.detect(context, module.tree.root_node)
    prompt_files.detect(context, module.tree.root_node)
    return in_order(adopt_targets(context.sites))
