"""Whole requests: as the published templates render them, and never called exact."""

import base64
import json
import struct
from pathlib import Path

import pytest

from providers import catalog, tokens
from providers.tokens import images, requests

GOLDEN = json.loads((Path(__file__).parent / "requests.json").read_text(encoding="utf-8"))
HI = [{"role": "user", "content": "How many teas do you have?"}]
MODELS = {
    "glm-4-0414": ("zhipu", "glm-4-plus"),
    "glm-4.5": ("zhipu", "glm-4.7"),
    "glm-4.7-flash": ("zhipu", "glm-4.7-flash"),
    "glm-5": ("zhipu", "glm-5"),
    "glm-5.1": ("zhipu", "glm-5.1"),
    "glm-5.2": ("zhipu", "glm-5.3"),
    "kimi-k2": ("moonshot", "kimi-k2-0905-preview"),
    "kimi-k2-thinking": ("moonshot", "kimi-k2-thinking"),
    "kimi-k3": ("moonshot", "kimi-k3"),
    "minimax-m1": ("minimax", "MiniMax-M1"),
    "minimax-m2": ("minimax", "MiniMax-M2.5"),
    "minimax-m3": ("minimax", "MiniMax-M3"),
    "qwen2.5": ("alibaba", "qwen2.5-72b-instruct"),
    "qwen3": ("alibaba", "qwen-plus"),
    "qwen3-coder": ("alibaba", "qwen3-coder-plus"),
    "qwen3.5": ("alibaba", "qwen3.5-plus"),
    "deepseek-v3.1": ("alibaba", "deepseek-v3.1"),
    "deepseek-v3.2": ("alibaba", "deepseek-v3.2"),
    "deepseek-v4": ("deepseek", "deepseek-v4-pro"),
}


def count(vendor, model, messages=HI, **more):
    return tokens.count_messages(messages, catalog.load(vendor), model, **more)


@pytest.mark.parametrize("template", sorted(MODELS))
def test_counts_are_what_the_published_template_renders(template):
    vendor, model = MODELS[template]
    worst = requests.shapes()[template].worst
    for request, rendered in zip(GOLDEN["requests"], GOLDEN["tokens"][template], strict=True):
        if rendered is None:  # the template has no tools
            continue
        found = count(vendor, model, request["messages"], tools=request["tools"])
        assert found.method == "template-derived"
        assert found.label == "template-derived"
        assert template in found.note
        assert abs(found.value - rendered) <= worst


def test_every_template_is_measured_on_other_requests_and_names_its_source():
    assert set(MODELS) | {"seed-oss"} == set(requests.shapes())
    for shape in requests.shapes().values():
        assert shape.source
        assert shape.worst <= 60


def test_every_rule_names_a_template_that_is_there():
    table = requests._table()
    assert {rule["template"] for rule in table["rule"]} <= {*requests.shapes(), "openai", ""}


def test_openai_counts_by_its_published_constants():
    # One user message: 3 for the message, 1 for the role, the text, 3 for the reply.
    text = tokens.count_text(HI[0]["content"], catalog.load("openai"), "gpt-4o").value
    assert count("openai", "gpt-4o").value == text + 7
    named = [{**HI[0], "name": "mei"}]
    name = tokens.count_text("mei", catalog.load("openai"), "gpt-4o").value
    assert count("openai", "gpt-4o", named).value == text + 7 + 1 + name


def test_openai_tools_count_by_its_published_constants():
    tool = {
        "type": "function",
        "function": {
            "name": "get_weather",
            "description": "Current weather.",
            "parameters": {
                "type": "object",
                "properties": {
                    "city": {"type": "string", "description": "The city."},
                    "unit": {"type": "string", "description": "Unit", "enum": ["c", "f"]},
                },
            },
        },
    }
    vendor = catalog.load("openai")

    def of(text):
        return tokens.count_text(text, vendor, "gpt-4o").value

    expected = 7 + of("get_weather:Current weather") + 3 + 3 + of("city:string:The city") + 3 + of("unit:string:Unit")
    expected += -3 + (3 + of("c")) + (3 + of("f")) + 12
    with_tool, without = count("openai", "gpt-4o", tools=[tool]), count("openai", "gpt-4o")
    assert with_tool.value - without.value == expected
    assert count("openai", "gpt-4", tools=[tool]).value - count("openai", "gpt-4").value == expected + 3


def test_a_model_the_constants_were_not_published_for_says_so():
    assert "not confirmed" in count("openai", "gpt-5.4").note
    assert "not confirmed" not in count("openai", "gpt-4o").note


def test_thinking_and_effort_change_what_the_template_writes():
    default = count("moonshot", "kimi-k3").value
    assert count("moonshot", "kimi-k3", thinking=False).value == default - 67
    assert count("moonshot", "kimi-k3", effort="low").value == default + 1
    assert count("minimax", "MiniMax-M2", thinking=False).value == count("minimax", "MiniMax-M2").value


def test_an_estimated_text_stays_an_estimate_and_an_unknown_template_widens_its_bound():
    doubao, ernie = count("bytedance", "doubao-seed-2.1-pro"), count("baidu", "ernie-5.1")
    assert doubao.method == ernie.method == "estimated"
    assert "Seed-OSS" in doubao.note
    assert doubao.bound == 0.15
    assert ernie.bound > 0.15
    assert "no chat template is published" in ernie.note


def test_a_tool_call_of_the_history_is_counted_and_at_openai_named_as_left_out():
    history = GOLDEN["requests"][next(n for n, r in enumerate(GOLDEN["requests"]) if any("tool_calls" in m for m in r["messages"]))]
    found = count("openai", "gpt-4o", history["messages"], tools=history["tools"])
    assert "tool calls" in " ".join(found.left_out)
    assert found.value > count("openai", "gpt-4o", [m for m in history["messages"] if "tool_calls" not in m]).value


@pytest.mark.parametrize("content", [None, 3, [], [None, 1, {"type": "text"}], [{"type": "text", "text": 5}]])
def test_odd_contents_count_nothing_and_break_nothing(content):
    empty = count("zhipu", "glm-5", [{"role": "user", "content": ""}]).value
    assert count("zhipu", "glm-5", [{"role": "user", "content": content, "tool_calls": "x"}]).value == empty


# --- images -------------------------------------------------------------------------------------------


def png(width, height):
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height) + b"\x08\x02\x00\x00\x00"


def jpeg(width, height):
    app = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF" + bytes(10)
    return b"\xff\xd8" + app + b"\xff\xc2" + struct.pack(">HBHHB", 17, 8, height, width, 3) + bytes(40)


def gif(width, height):
    return b"GIF89a" + struct.pack("<HH", width, height) + bytes(8)


def webp(width, height):
    return b"RIFF" + bytes(4) + b"WEBPVP8X" + bytes(8) + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")


def picture(data, **more):
    url = "data:image/png;base64," + base64.b64encode(data).decode()
    return [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": url, **more}}]}]


@pytest.mark.parametrize("make", [png, jpeg, gif, webp])
def test_the_size_is_read_from_the_image_itself(make):
    url = picture(make(640, 480))[0]["content"][0]["image_url"]["url"]
    assert images.dimensions(url) == (640, 480)


@pytest.mark.parametrize(
    "url", ["https://x.example/a.png", "data:image/png;base64,", "data:image/png;base64,iVBORw0KGgo=", "data:,x",
            "data:image/png;base64,!!!!", "data:image/jpeg;base64,/9j/4AAQ"],
)  # fmt: skip
def test_an_image_without_a_size_has_none(url):
    assert images.dimensions(url) is None


@pytest.mark.parametrize(
    ("vendor", "model", "size", "expected"),
    [
        ("openai", "gpt-4o", (1024, 1024), 85 + 4 * 170),  # short side to 768: 2 x 2 tiles
        ("openai", "gpt-4o", (2048, 4096), 85 + 6 * 170),  # into 1024 x 2048, then 768 x 1536: 2 x 3 tiles
        ("openai", "gpt-4o", (512, 512), 85 + 170),
        ("openai", "gpt-4o-mini", (512, 512), 2833 + 5667),
        ("openai", "gpt-5", (512, 512), 70 + 140),
        ("openai", "o3", (512, 512), 75 + 150),
        ("azure-openai", "gpt-4o", (512, 512), 85 + 170),
        ("openai", "gpt-4.1-nano", (1024, 1024), 2520),  # 1,024 patches x 2.46 = 2,519.04, rounded up
        ("alibaba", "qwen3-vl-plus", (1024, 1024), 1026),  # 32 x 32 cells and two marks
        ("alibaba", "qwen2.5-vl-72b-instruct", (280, 280), 102),
        ("zhipu", "glm-4.6v", (280, 280), 100),
        ("zhipu", "glm-4.6v", (20, 20), 16),  # not under 112 x 112 pixels
    ],
)
def test_images_count_by_the_vendors_formula(vendor, model, size, expected):
    empty = count(vendor, model, [{"role": "user", "content": []}]).value
    found = count(vendor, model, picture(png(*size)))
    assert found.value - empty == expected
    assert (found.low, found.high, found.left_out) == (None, None, ())


def test_low_detail_is_the_base_whatever_the_size():
    found = count("openai", "gpt-4o", picture(b"", detail="low"))
    assert found.value - count("openai", "gpt-4o", [{"role": "user", "content": []}]).value == 85


@pytest.mark.parametrize(("model", "low", "high"), [("gpt-5-mini", 1229, 1659), ("gpt-4.1-mini", 2465, 6636)])
def test_where_sources_contradict_each_other_there_is_a_range(model, low, high):
    side = 1024 if model == "gpt-5-mini" else 2048
    empty = count("openai", model, [{"role": "user", "content": []}]).value
    found = count("openai", model, picture(png(side, side)))
    assert (found.low - empty, found.high - empty) == (low, high)
    assert found.value == found.high
    assert "contradict" in found.note


def test_images_that_cannot_be_counted_are_named_and_not_counted_as_nothing():
    linked = [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "https://x.example/a.png"}}]}]
    assert count("openai", "gpt-4o", linked).left_out == ("1 image not counted: the request does not hold their size",)
    assert "no formula is known for kimi-k2.6" in count("moonshot", "kimi-k2.6", linked).left_out[0]
