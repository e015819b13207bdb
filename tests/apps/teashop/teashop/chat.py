"""Conversations: a tool round if the model asks for one, then a streamed answer."""

import json
from collections.abc import Iterator

import openai

from . import settings, stock
from .llm import async_client, client
from .prompts import SHOPKEEPER_EN, SHOPKEEPER_ZH

TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "stock_of",
            "description": "Grams of a tea in stock. 查询茶叶库存（克）。",
            "parameters": {
                "type": "object",
                "properties": {"tea": {"type": "string"}},
                "required": ["tea"],
            },
        },
    }
]


class Conversation:
    """One customer's session."""

    def __init__(self, session: str, language: str = "zh"):
        prompt = SHOPKEEPER_ZH if language == "zh" else SHOPKEEPER_EN
        self.session = session
        self.usage = 0
        self.messages = [
            {"role": "developer", "content": prompt},
            {"role": "system", "content": f"The shop is called {settings.CONFIG['shop']['name']}."},
        ]

    def _tool_round(self) -> None:
        answer = client.chat.completions.create(
            model=settings.CHAT_MODEL,
            messages=self.messages,
            tools=TOOLS,
            tool_choice="auto",
            temperature=0.3,
            max_completion_tokens=settings.CONFIG["limits"]["reply_tokens"],
            user=self.session,
        )
        message = answer.choices[0].message
        if not message.tool_calls:
            return
        calls = [
            {
                "id": call.id,
                "type": "function",
                "function": {"name": call.function.name, "arguments": call.function.arguments},
            }
            for call in message.tool_calls
        ]
        self.messages.append({"role": "assistant", "content": message.content or "", "tool_calls": calls})
        for call in message.tool_calls:
            tea = json.loads(call.function.arguments).get("tea", "")
            self.messages.append(
                {"role": "tool", "tool_call_id": call.id, "content": str(stock.grams(tea))}
            )

    def reply(self, text: str) -> Iterator[str]:
        """Yield the pieces of the answer as they arrive."""
        self.messages.append({"role": "user", "content": text})
        try:
            self._tool_round()
            stream = client.chat.completions.create(
                model=settings.CHAT_MODEL,
                messages=self.messages,
                temperature=0.7,
                max_completion_tokens=600,  # keep replies short
                stop="\n\n\n",
                stream=True,
                stream_options={"include_usage": True},
                user=self.session,
            )
        except openai.RateLimitError:
            yield "请稍等，客人有点多。One moment, please."
            return
        pieces = []
        for chunk in stream:
            if chunk.usage:
                self.usage += chunk.usage.total_tokens
            if not chunk.choices:
                continue
            choice = chunk.choices[0]
            if choice.delta.content:
                pieces.append(choice.delta.content)
                yield choice.delta.content
            if choice.finish_reason == "content_filter":
                yield "……"
        self.messages.append({"role": "assistant", "content": "".join(pieces)})


async def greet(name: str) -> str:
    """A short greeting for the door display."""
    async with async_client() as greeter:
        answer = await greeter.chat.completions.create(
            model=settings.CHAT_MODEL,
            messages=[{"role": "user", "content": f"用一句话欢迎{name}光临。"}],
            max_tokens=60,
        )
    return answer.choices[0].message.content
