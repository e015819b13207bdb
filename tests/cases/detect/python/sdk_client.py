import openai as o  #: sdk_import openai
from openai import OpenAI as C, AsyncOpenAI  #: sdk_import openai

client = C()  #: client_construction OpenAI
other = o.OpenAI(api_key="k")  #: client_construction OpenAI


def ask(text):
    return client.chat.completions.create(  #: api_call chat.completions.create
        model="gpt-4o",  #: model_literal gpt-4o
        messages=[{"role": "user", "content": text}],
    )


async def stream(text):
    async with AsyncOpenAI() as c:  #: client_construction AsyncOpenAI
        async with c.chat.completions.stream(model="gpt-4o-mini") as s:  #: api_call chat.completions.stream | model_literal gpt-4o-mini
            return await s.get_final_completion()


def chained():
    return (
        other
        .with_options(timeout=3)
        .chat
        .completions
        .create(messages=[])  #: api_call chat.completions.create
    )


def direct():
    return C().embeddings.create(model="text-embedding-3-small", input="x")  #: client_construction OpenAI | api_call embeddings.create | model_literal text-embedding-3-small


def raw():
    return client.chat.completions.with_raw_response.create(messages=[])  #: api_call chat.completions.create


def other_endpoints():
    client.images.generate(prompt="a cat", model="dall-e-3")  #: api_call images.generate | model_literal dall-e-3
    client.audio.speech.create(model="tts-1", voice="alloy", input="x")  #: api_call audio.speech.create | model_literal tts-1
    client.audio.transcriptions.create(model="whisper-1", file=open("a", "rb"))  #: api_call audio.transcriptions.create | model_literal whisper-1
    client.moderations.create(input="x")  #: api_call moderations.create
    client.fine_tuning.jobs.create(training_file="f", model="gpt-4o-mini")  #: api_call fine_tuning.jobs.create | model_literal gpt-4o-mini
    client.beta.threads.messages.list("t").data[0]  #: api_call beta.threads.messages.list
    client.files.content("f").read()  #: api_call files.content
    client.responses.create(model="gpt-5", input="x")  #: api_call responses.create | model_literal gpt-5
    client.post("/custom", body={})  #: api_call post
    client.api_key
    return client.chat.completions
