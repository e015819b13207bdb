import json

from openai import OpenAI

client = OpenAI()
TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "stock_of",
            "description": "Grams of a tea in stock.",
            "parameters": {"type": "object", "properties": {"tea": {"type": "string"}}, "required": ["tea"]},
        },
    }
]


def user(text):
    return [{"role": "user", "content": text}]


def site_auto():
    client.chat.completions.create(
        model="gpt-4o", messages=user("site tools-auto"), tools=TOOLS, tool_choice="auto", temperature=0.3
    )


def site_required():
    client.chat.completions.create(
        model="gpt-4o", messages=user("site tools-required"), tools=TOOLS, tool_choice="required"
    )


def site_named():
    client.chat.completions.create(
        model="gpt-4o",
        messages=user("site tools-named"),
        tools=TOOLS,
        tool_choice={"type": "function", "function": {"name": "stock_of"}},
    )


def site_parallel():
    client.chat.completions.create(
        model="gpt-4o", messages=user("site tools-parallel"), tools=TOOLS, parallel_tool_calls=False
    )


def site_round():
    messages = user("site tools-round")
    for _ in range(2):
        answer = client.chat.completions.create(
            model="gpt-4o-mini", messages=messages, tools=TOOLS, max_completion_tokens=80, user="customer-3"
        )
        message = answer.choices[0].message
        if not message.tool_calls:
            break
        call = message.tool_calls[0]
        messages.append(
            {
                "role": "assistant",
                "content": message.content or "",
                "tool_calls": [
                    {"id": call.id, "type": "function", "function": {"name": call.function.name, "arguments": "{}"}}
                ],
            }
        )
        messages.append({"role": "tool", "tool_call_id": call.id, "content": json.dumps({"grams": 50})})
