from openai import OpenAI  #: sdk_import openai

client = OpenAI()  #: client_construction OpenAI
PART = "embeddings"


def choose(name):
    return getattr(client, name)


getattr(client, "chat").completions.create(messages=[])  #: api_call chat.completions.create
getattr(client, PART).create(input="a")  #: api_call embeddings.create
getattr(client.chat, "completions", None).create(messages=[])  #: api_call chat.completions.create
create = getattr(client.responses, "create")
create(input="a")  #: api_call responses.create

choose("files")
getattr(choose, "chat").completions
getattr(object(), "create")(model="x")
getattr(client, "api_key")
setattr(client, "timeout", 3)
