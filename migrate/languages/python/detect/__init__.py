"""Detection in one Python file: each module finds some kinds of sites."""

from __future__ import annotations

from migrate.languages import named_keys, prompt_files
from migrate.languages.python.detect import (
    answers,
    below,
    calls,
    environment,
    fields,
    http,
    imports,
    literals,
    settings,
    symbols,
    widths,
)
from migrate.languages.python.detect.context import Context
from migrate.languages.python.resolve import Resolver
from migrate.languages.python.scopes import Module
from migrate.languages.python.tables import tables
from migrate.languages.python.values import Values
from migrate.languages.sites import adopt_targets, in_order
from migrate.model import Site
from migrate.source import SourceFile

# In this order: later ones look at what earlier ones found.
_DETECTORS = (calls, imports, symbols, http, environment, settings, literals, below, fields, answers, widths)


def detect(source: SourceFile, module: Module, resolver: Resolver) -> tuple[Site, ...]:
    """Every site of a file, in the order it is read."""
    context = Context("python", source, module, resolver, Values(module, resolver), tables())
    for detector in _DETECTORS:
        detector.detect(context)
    named_keys.detect(context, module.tree.root_node)
    prompt_files.detect(context, module.tree.root_node)
    return in_order(adopt_targets(context.sites))
