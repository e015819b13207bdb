import os

import openai  #: sdk_import openai
from openai.error import RateLimitError  #: sdk_import openai.error

openai.api_key = os.getenv("OPENAI_API_KEY")  #: env_var OPENAI_API_KEY
openai.api_base = "https://relay.example.com/v1"  #: base_url api_base
openai.api_type = "azure"  #: config_key api_type
openai.proxy = "http://127.0.0.1:7890"  #: proxy proxy


async def ask():
    try:
        r = await openai.ChatCompletion.acreate(model="gpt-3.5-turbo", messages=[])  #: api_call chat.completions.create | model_literal gpt-3.5-turbo
    except RateLimitError:  #: sdk_symbol openai.error.RateLimitError
        r = openai.Completion.create(engine="text-davinci-003")  #: api_call completions.create | model_literal text-davinci-003
    except openai.error.InvalidRequestError:  #: sdk_symbol openai.error.InvalidRequestError
        raise
    openai.Embedding.create(input="x", engine="ada")  #: api_call embeddings.create | model_literal ada
    return r


def modern():
    return openai.chat.completions.create(model="gpt-4o")  #: api_call chat.completions.create | model_literal gpt-4o


KEY_OF_ALL = os.environ.get("OPENAI_API_KEY")  #: env_var OPENAI_API_KEY
openai.api_key = KEY_OF_ALL  #: client_construction api_key
