"""Texts that vocabularies are held against: prose in several scripts, code, data, and what breaks counters."""

TEXTS = {
    "empty": "",
    "space": " ",
    "english": "The quick brown fox doesn't jump over the lazy dog; it's 3:45 pm, and we've waited 1,234 minutes!",
    "english prose": "Tea is picked by hand in spring, withered in the shade, and rolled before noon. "
    "What the hills don't give in yield they return in taste, or so the growers say.\n\n" * 4,
    "simplified": "春茶在清明前采摘，叶片细嫩，香气清高。冲泡时水温不宜超过八十五度，第一泡约三十秒即可出汤。",
    "simplified prose": "茶铺开在山脚下，门前有一条小溪。老板每天清晨烧水，客人来了先闻香，再看汤色，最后才慢慢品味。"
    "他说，好茶不怕等，怕的是心急。\n" * 5,
    "traditional": "龍井茶產於杭州西湖，色綠、香郁、味甘、形美。飲茶之道，貴在靜心；一盞清茶，可滌煩慮。",
    "classical": "茶者，南方之嘉木也。一尺、二尺乃至數十尺。其巴山峽川，有兩人合抱者，伐而掇之。",
    "japanese": "お茶を一杯いかがですか。抹茶ラテはホットとアイスがございます。カタカナとひらがな、漢字も混ざります。",
    "korean": "차 한 잔 하시겠어요? 녹차와 홍차가 있습니다.",
    "mixed": "请用 Python 3.11 调用 `client.chat.completions.create(model='glm-4.7')`，然后把 response 打印出来。",
    "cyrillic and greek": "Чай чёрный и зелёный; τσάι του βουνού.",
    "arabic": "الشاي الأخضر مع النعناع",
    "python": "def grams(tea: str, *, shelf: dict[str, int]) -> int:\n    \"\"\"Grams in stock.\"\"\"\n"
    "    return sum(v for k, v in shelf.items() if k.startswith(tea))\n\n\nclass Shelf:\n\tpass\n",
    "javascript": "export const price = async (id) => {\n  const r = await fetch(`/api/tea/${id}?q=${encodeURIComponent(x)}`);\n"
    "  return (await r.json())?.price ?? 0;\n};\n",
    "json": '{"tea": "龙井", "grams": 250, "tags": ["green", "明前"], "price": {"amount": 188.50, "currency": "CNY"}}',
    "json lines": '{"role":"user","content":"有普洱吗？"}\n{"role":"assistant","content":"有的。"}\n' * 6,
    "emoji": "今天的茶 🍵 真好喝！👍🏽👨‍👩‍👧‍👦 🇨🇳🇭🇰 ☕️ ❤️‍🔥",
    "special tokens": "<|endoftext|> <|im_start|>user\n<|im_end|> [gMASK]<sop> <think>\n</think> <｜begin▁of▁sentence｜> <s></s>",
    "numbers": "0 1 12 123 1234 12345 123456 3.14159 1e-9 0xDEADBEEF ２０２６年１１月 ①②③ ½",
    "whitespace": "a  b   c\t\td\r\n\r\n  e \n \n\n   f\u3000g\u00a0h   ",
    "decomposed": "cafe\u0301 nai\u0308ve Zu\u0308rich が Å",
    "long letters": "a" * 3000,
    "long spaces": "x" + " " * 2000 + "y",
    "long digits": "7" * 999,
    "long han": "茶" * 1500,
    "unpunctuated han": "山泉茶铺每日清晨开门迎客铺中所售皆为本地所产之新茶" * 40,
    "base64": "QmFzZTY0IGlzIG5vdCBwcm9zZSBidXQgc2hvd3MgdXAgaW4gbG9ncw==" * 20,
    "url": "https://open.bigmodel.cn/api/paas/v4/chat/completions?session=abc-123_DEF&lang=zh-CN#top",
    "punctuation": "……——“”‘’《》、。！？；：（）【】!!!???...---***///\\\\\\",
    "markdown": "# 标题\n\n- **粗体** 与 *斜体*\n- [链接](https://example.com)\n\n| 列 | 值 |\n|---|---|\n| a | 1 |\n",
    "rare": "𠮷野家 𡃁 龘靐齉 ﷽ \u200b\u200d zero\u00adwidth",
}
