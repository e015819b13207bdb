from openai import OpenAI

client = OpenAI()


def site_one():
    client.embeddings.create(model="text-embedding-3-small", input="site embeddings-one")


def site_batch():
    client.embeddings.create(
        model="text-embedding-3-small", input=["site embeddings-batch", "oolong"], encoding_format="float"
    )


def site_short():
    client.embeddings.create(model="text-embedding-3-large", input="site embeddings-short", dimensions=512)
