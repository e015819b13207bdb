"""Import statements of the SDK and of frameworks over it."""

from __future__ import annotations

from migrate.languages.expressions import Call, Const, Imported
from migrate.languages.python.detect.context import Context
from migrate.languages.python.scopes import ImportSite
from migrate.languages.things import Ext
from migrate.model import SiteKind

_AGENTS = frozenset(
    {
        "Agent", "Runner", "function_tool", "handoff", "Handoff", "RunContextWrapper", "ModelSettings", "ItemHelpers",
        "GuardrailFunctionOutput", "input_guardrail", "output_guardrail", "InputGuardrail", "OutputGuardrail",
        "trace",
        "InputGuardrailTripwireTriggered", "OutputGuardrailTripwireTriggered", "WebSearchTool", "FileSearchTool",
        "ComputerTool", "set_default_openai_key", "set_default_openai_client", "set_default_openai_api", "RunConfig",
        "set_tracing_disabled", "set_tracing_export_api_key", "OpenAIChatCompletionsModel", "OpenAIResponsesModel",
        "AsyncOpenAI", "TResponseInputItem", "RunResult", "RunResultStreaming", "MessageOutputItem", "ToolCallItem",
        "ToolCallOutputItem", "HandoffOutputItem", "SQLiteSession", "Session", "AgentHooks", "RunHooks", "Tool",
        "FunctionTool", "enable_verbose_stdout_logging", "gen_trace_id", "custom_span", "Model", "ModelProvider",
    }
)  # fmt: skip
_AGENT_PARTS = (
    "extensions", "exceptions", "items", "tool", "run", "mcp", "realtime", "voice", "models", "tracing", "memory",
    "guardrail",
)  # fmt: skip


def detect(ctx: Context) -> None:
    """One site per statement that imports the SDK."""
    for site in ctx.module.imports:
        module = _sdk_module(ctx, site)
        if module is not None:
            first = site.names[0][2] if site.names else site.node
            ctx.add(SiteKind.IMPORT, module, site.node, at=site.node, sdk=module.partition(".")[0], name_span=None,
                    flags=("star",) if site.names and first.type == "wildcard_import" else ())  # fmt: skip
    for call in ctx.calls:
        library = isinstance(call.thing, Ext) and call.thing.name == "importlib.import_module"
        if not library and call.name != "__import__":
            continue
        built = ctx.build(call.node, call.scope)
        first_arg = built.args[0] if isinstance(built, Call) and built.args else None
        name = first_arg.value if isinstance(first_arg, Const) else None
        if isinstance(name, str) and (_is_sdk(ctx, name) or name in ctx.tables.tokenizer_modules):
            ctx.add(SiteKind.IMPORT, name, call.node, sdk=name.partition(".")[0], flags=("dynamic",))


def _sdk_module(ctx: Context, site: ImportSite) -> str | None:
    """The module a statement imports from, when it is one of the tables'; None for the project's own."""
    if site.level:
        return None
    if not site.module:
        for name, _, _ in site.names:
            module = name or ""
            wanted = _is_sdk(ctx, module) or module in ctx.tables.tokenizer_modules
            if wanted and _is_library(ctx, Imported(module, None, 0)) and not _doubtful(ctx, module):
                return module
        return None
    listed = _is_sdk(ctx, site.module) or site.module.partition(".")[0] in ctx.tables.tokenizer_modules
    for name, _, _ in site.names:
        if name is None:
            continue
        if site.module == "agents" or site.module.startswith("agents."):
            known = name in _AGENTS or site.module.startswith(tuple(f"agents.{p}" for p in _AGENT_PARTS))
            if known and _is_library(ctx, Imported(site.module, name, 0)):
                return site.module
            continue
        dotted = f"{site.module}.{name}"
        row = ctx.tables.frameworks.get(dotted)
        used = row is not None and (not row.by_model or any(s.sdk == row.sdk for s in ctx.sites))
        known = listed or used or dotted in ctx.tables.clients or _is_sdk(ctx, dotted) or dotted in ctx.tables.drop_in
        known = known or any(s.sdk == sdk for sdk in ctx.tables.holders.get(dotted, ()) for s in ctx.sites)
        if known and _is_library(ctx, Imported(site.module, name, 0)):  # asked last: it may read a file
            return site.module
    return None


def _is_sdk(ctx: Context, module: str) -> bool:
    return any(module == m or module.startswith(m + ".") for m in ctx.tables.sdk_imports)


def _is_library(ctx: Context, imported: Imported) -> bool:
    return ctx.resolver.modules.find(ctx.path, imported) is None


def _doubtful(ctx: Context, module: str) -> bool:
    """`import agents` counts only where something of the SDK's is used from it."""
    if module.partition(".")[0] not in ctx.tables.ambiguous:
        return False
    return not any(s.sdk in ("openai-agents", "chatkit", "llm") for s in ctx.sites)
