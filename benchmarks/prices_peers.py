"""What other price libraries say; runs in their own Python, started by `benchmarks.prices`. Standard library besides.

Reads cases as JSON from standard input, writes `{peer: {import, answers, rate}}` to standard output.
"""

import contextlib
import datetime as dt
import io
import json
import os
import sys
import time

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # its packaged table; otherwise it asks the network and waits
REPEAT = 5


def _litellm():
    import litellm

    prefixes = {
        "zhipu": ["zai/", "bigmodel/"], "alibaba": ["dashscope/"], "deepseek": ["deepseek/"],
        "moonshot": ["moonshot/"], "minimax": ["minimax/"], "openai": [""], "bytedance": ["volcengine/"],
        "baidu": ["baidu/", "qianfan/"], "tencent": ["tencent/", "hunyuan/"], "stepfun": ["stepfun/"],
        "baichuan": ["baichuan/"],
    }  # fmt: skip

    def ask(case):
        for prefix in prefixes.get(case["vendor"], [""]):
            name = prefix + case["model"]
            if name in litellm.model_cost:
                more = {"service_tier": case["mode"]} if case["mode"] in ("flex", "priority") else {}
                given = litellm.cost_per_token(
                    model=name,
                    prompt_tokens=case["prompt"],
                    completion_tokens=case["completion"],
                    cache_read_input_tokens=case["cached"],
                    cache_creation_input_tokens=case["cache_write"],
                    **more,
                )
                return sum(given)
        return None

    return ask


def _genai_prices():
    from genai_prices import Usage, calc_price

    providers = {
        "zhipu": "zhipuai", "deepseek": "deepseek", "moonshot": "moonshotai", "minimax": "minimax",
        "openai": "openai", "alibaba": "alibaba", "bytedance": "bytedance", "baidu": "baidu",
        "tencent": "tencent", "stepfun": "stepfun", "baichuan": "baichuan",
    }  # fmt: skip

    def ask(case):
        usage = Usage(
            input_tokens=case["prompt"],
            output_tokens=case["completion"],
            cache_read_tokens=case["cached"] or None,
            cache_write_tokens=case["cache_write"] or None,
        )
        when = dt.datetime.fromisoformat(case["when"])
        try:
            found = calc_price(
                usage, model_ref=case["model"], provider_id=providers[case["vendor"]], genai_request_timestamp=when
            )
        except LookupError:
            return None
        return float(found.total_price)

    return ask


def _tokencost():
    from tokencost import TOKEN_COSTS, calculate_cost_by_tokens

    def ask(case):
        name = case["model"] if case["model"] in TOKEN_COSTS else f"{case['vendor']}/{case['model']}"
        if name not in TOKEN_COSTS:
            return None
        return float(
            calculate_cost_by_tokens(case["prompt"], name, "input")
            + calculate_cost_by_tokens(case["completion"], name, "output")
        )

    return ask


def main():
    cases = json.load(sys.stdin)
    answers = {}
    for name, load in (("litellm", _litellm), ("genai-prices", _genai_prices), ("tokencost", _tokencost)):
        noise = io.StringIO()
        with contextlib.redirect_stdout(noise), contextlib.redirect_stderr(noise):
            start = time.perf_counter()
            try:
                ask = load()
            except ImportError:
                continue
            imported = time.perf_counter() - start
            found = []
            for case in cases:
                try:
                    found.append(ask(case))
                except Exception as error:
                    found.append(f"{type(error).__name__}: {error}"[:80])
            start = time.perf_counter()
            for _ in range(REPEAT):
                for case, answer in zip(cases, found, strict=True):
                    if isinstance(answer, float):
                        ask(case)
            spent = time.perf_counter() - start
        hits = sum(isinstance(answer, float) for answer in found)
        answers[name] = {"import": imported, "answers": found, "rate": REPEAT * hits / spent if hits else None}
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
