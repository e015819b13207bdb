import os

import openai
from openai import OpenAI as Client


class Shop:
    model = "gpt-4o"

    def __init__(self):
        self.client = openai.OpenAI(api_key=os.environ["OPENAI_API_KEY"])

    def ask(self, text, *, limit=120):
        return self.client.chat.completions.create(
            model=self.model,
            messages=[{"role": "system", "content": "You sell tea."}, {"role": "user", "content": text}],
            max_completion_tokens=limit,
            temperature=0,
        )


def make_client() -> Client:
    return Client(api_key=os.getenv("OPENAI_API_KEY"), base_url="https://api.openai.com/v1", organization="org-tea")


class Lazy:
    @property
    def client(self):
        return make_client()

    def ask(self):
        return self.client.chat.completions.create(
            model="gpt-4o-mini", messages=[{"role": "user", "content": "site objects-property"}], user="customer-2"
        )


def site_attribute():
    Shop().ask("site objects-attribute")


def site_factory():
    make_client().chat.completions.create(
        model="gpt-4o-mini", messages=[{"role": "user", "content": "site objects-factory"}], stop="###"
    )


def site_property():
    Lazy().ask()


def site_copy():
    make_client().with_options(timeout=5).chat.completions.create(
        model="gpt-4o", messages=[{"role": "user", "content": "site objects-with-options"}], max_completion_tokens=9
    )
