import openai  #: sdk_import openai

from .constants import MODEL

client = openai.OpenAI()  #: client_construction OpenAI


def get():
    return client
