"""A file to its sites."""

from __future__ import annotations

from migrate.languages import prompt_files
from migrate.languages.simple.detect import (
    callables,
    calls,
    declared,
    environment,
    http,
    imports,
    literals,
    markup,
    prompts,
    sent,
    stored,
    widths,
)
from migrate.languages.simple.detect.context import Context
from migrate.languages.simple.module import Module
from migrate.languages.simple.resolve import Resolver
from migrate.languages.simple.values import Values
from migrate.languages.sites import in_order
from migrate.model import Site
from migrate.source import SourceFile


def detect(source: SourceFile, module: Module, resolver: Resolver) -> tuple[Site, ...]:
    """Every use of an LLM API in a file, in the order of the text."""
    ctx = Context(module.grammar.name, source, module, resolver, Values(resolver))
    imports.detect(ctx)
    calls.detect(ctx)
    callables.detect(ctx)
    http.detect(ctx)
    http.annotated(ctx)
    environment.detect(ctx)
    literals.detect(ctx)
    widths.detect(ctx)
    declared.detect(ctx)
    markup.detect(ctx)
    sent.detect(ctx)
    stored.detect(ctx)
    http.proxies(ctx)
    prompts.detect(ctx)
    prompt_files.detect(ctx, module.root)
    imports.settle(ctx)
    return in_order(literals.adopt(ctx.sites))
