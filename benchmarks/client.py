"""What `providers.connect` costs over plain `openai.OpenAI`, measured side by side in one process.

    python benchmarks/client.py [--rounds N] [--vendor ID]

Each pair is measured alternately, so that a busy machine slows both; the figures in the table are medians,
the last line compares the fastest rounds, which other work on the machine disturbs least. `build` is
everything up to the HTTP request without sending it, `call` a whole call against a canned transport,
`stream` one chunk of a stream. The limit for the adaptation of a call is 50 µs.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable

import httpx2
import openai
from openai._models import FinalRequestOptions

import providers

ANSWER = {
    "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "m",
    "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "ok " * 200}}],
    "usage": {"prompt_tokens": 900, "completion_tokens": 200, "total_tokens": 1100},
}  # fmt: skip
TEXT = "The quick brown fox jumps over the lazy dog. " * 20
BODY = {
    "model": "glm-4.6",
    "temperature": 0.7,
    "max_tokens": 512,
    "messages": [{"role": "system", "content": TEXT}]
    + [{"role": role, "content": TEXT} for _ in range(2) for role in ("user", "assistant")]
    + [{"role": "user", "content": TEXT}],
    "tools": [
        {
            "type": "function",
            "function": {
                "name": f"tool_{i}",
                "description": "Looks something up.",
                "parameters": {"type": "object", "properties": {"q": {"type": "string"}}, "required": ["q"]},
            },
        }
        for i in range(3)
    ],
}
CHUNKS = 400


def _stream() -> bytes:
    chunks = [
        {
            "id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m",
            "choices": [{"index": 0, "delta": {"content": "word "}, "finish_reason": None}],
        }
        for _ in range(CHUNKS)
    ]  # fmt: skip
    return b"".join(b"data: " + json.dumps(c).encode() + b"\n\n" for c in chunks) + b"data: [DONE]\n\n"


STREAM = _stream()


def canned(request: httpx2.Request) -> httpx2.Response:
    """The answer without a network."""
    if b'"stream":true' in request.content:
        return httpx2.Response(200, content=STREAM, headers={"content-type": "text/event-stream"})
    return httpx2.Response(200, json=ANSWER)


Pair = tuple[float, float]


def paired(plain: Callable[[], object], ours: Callable[[], object], rounds: int) -> tuple[Pair, Pair]:
    """(median, fastest) seconds of each, measured alternately."""
    first, second = [], []
    for _ in range(20):
        plain(), ours()
    for _ in range(rounds):
        for work, into in ((plain, first), (ours, second)):
            start = time.perf_counter()
            work()
            into.append(time.perf_counter() - start)
    return (statistics.median(first), min(first)), (statistics.median(second), min(second))


def main() -> int:
    """Print the table; 1 when the adaptation costs 50 µs or more."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=400)
    parser.add_argument("--vendor", default="zhipu")
    options = parser.parse_args()

    def http() -> httpx2.Client:
        return httpx2.Client(transport=httpx2.MockTransport(canned))

    plain = openai.OpenAI(api_key="k", base_url="https://example.invalid/v1", http_client=http())
    ours = providers.connect(options.vendor, api_key="k", http_client=http())
    changing = {**BODY, "temperature": 1.8, "max_completion_tokens": 512}
    del changing["max_tokens"]

    def build(client: openai.OpenAI, body: dict[str, object]) -> Callable[[], object]:
        made = FinalRequestOptions.construct(method="post", url="/chat/completions", json_data=body)
        return lambda: client._build_request(made.model_copy())

    def call(client: openai.OpenAI) -> Callable[[], object]:
        return lambda: client.chat.completions.create(**BODY)  # type: ignore[call-overload]

    def stream(client: openai.OpenAI) -> Callable[[], object]:
        def run() -> None:
            for _ in client.chat.completions.create(**BODY, stream=True):  # type: ignore[call-overload]
                pass

        return run

    rows = [
        ("build, nothing to change", *paired(build(plain, BODY), build(ours, BODY), options.rounds), 1),
        ("build, two changes", *paired(build(plain, changing), build(ours, changing), options.rounds), 1),
        ("call", *paired(call(plain), call(ours), options.rounds), 1),
        ("stream, per chunk", *paired(stream(plain), stream(ours), max(10, options.rounds // 20)), CHUNKS),
    ]
    print(f"{'':28}{'openai µs':>12}{'connect µs':>12}{'more µs':>10}{'ratio':>8}")
    for name, before, after, per in rows:
        b, a = before[0] / per * 1e6, after[0] / per * 1e6
        print(f"{name:28}{b:12.1f}{a:12.1f}{a - b:10.1f}{a / b:8.2f}")
    raw = json.dumps(BODY).encode()
    parsed, again = paired(lambda: json.loads(raw), lambda: json.dumps(json.loads(raw)), options.rounds)
    print(f"for comparison, a transport would parse ({parsed[0] * 1e6:.1f} µs) and serialise each body again: "
          f"{again[0] * 1e6:.1f} µs for {len(raw)} bytes, before any adaptation")  # fmt: skip
    start = time.perf_counter()
    providers.connect(options.vendor, api_key="k", http_client=http())
    print(f"connect itself: {(time.perf_counter() - start) * 1e6:.0f} µs")
    worst = max((after[1] - before[1]) * 1e6 for _, before, after, _ in rows[:2])
    print(f"adaptation of a call: {worst:.1f} µs (limit 50)")
    return 0 if worst < 50 else 1


if __name__ == "__main__":
    sys.exit(main())
