from functools import partial

from openai import OpenAI

client = OpenAI()
MODEL = "gpt-4o"
OPTIONS = {"temperature": 0, "max_tokens": 40}

complete = partial(client.chat.completions.create, model=MODEL)
short = lambda text: client.chat.completions.create(  # noqa: E731
    model=MODEL, messages=[{"role": "user", "content": text}], max_completion_tokens=20
)


def chat(text, model="gpt-4o-mini", **kwargs):
    return client.chat.completions.create(model=model, messages=[{"role": "user", "content": text}], **kwargs)


def site_partial():
    complete(messages=[{"role": "user", "content": "site functional-partial"}])


def site_lambda():
    short("site functional-lambda")


def site_default():
    chat("site functional-default")


def site_keywords():
    chat("site functional-keywords", top_p=0.5)


def site_spread():
    client.chat.completions.create(
        model=MODEL, messages=[{"role": "user", "content": "site functional-spread"}], **OPTIONS
    )


def site_extra_body():
    client.chat.completions.create(
        model=MODEL,
        messages=[{"role": "user", "content": "site functional-extra-body"}],
        extra_body={"request_id": "tea-0001"},
        extra_headers={"X-Team": "tea"},
        user="customer-9",
    )


def site_built():
    body = {
        "model": "gpt-4o",
        "messages": [{"role": "developer", "content": "Brief."}, {"role": "user", "content": "site functional-built"}],
        "temperature": 0,
        "stop": "END",
    }
    client.chat.completions.create(**body)
