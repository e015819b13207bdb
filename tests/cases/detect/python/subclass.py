from openai import OpenAI  #: sdk_import openai


class Relay(OpenAI):  #: client_construction OpenAI
    def __init__(self, key):
        super().__init__(api_key=key, base_url="https://relay.example.net/v1")  #: client_construction OpenAI | base_url base_url


class Plain:
    def __init__(self):
        super().__init__()


Relay("k").chat.completions.create(messages=[])  #: api_call chat.completions.create
