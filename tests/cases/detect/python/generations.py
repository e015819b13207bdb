import os, json
import openai  #: sdk_import openai
from openai import OpenAI, AzureOpenAI, AsyncOpenAI, RateLimitError, APIConnectionError, NOT_GIVEN  #: sdk_import openai
from openai.types.chat import ChatCompletionMessageParam  #: sdk_import openai.types.chat

openai.api_key = os.getenv("OPENAI_API_KEY")  #: env_var OPENAI_API_KEY
openai.api_base = "https://api.openai.com/v1"  #: base_url api_base
openai.ChatCompletion.create(model="gpt-3.5-turbo", messages=[{"role": "user", "content": "x"}], request_timeout=5)  #: api_call chat.completions.create | model_literal gpt-3.5-turbo
await openai.ChatCompletion.acreate(engine="dep", messages=[])  #: api_call chat.completions.create
openai.Completion.create(engine="text-davinci-003", prompt="x")  #: api_call completions.create | model_literal text-davinci-003
openai.Embedding.create(input="x", model="text-embedding-ada-002")  #: api_call embeddings.create | model_literal text-embedding-ada-002
openai.Image.create(prompt="x")  #: api_call images.create
openai.Moderation.create(input="x")  #: api_call moderations.create
try:
    pass
except openai.error.RateLimitError:  #: sdk_symbol openai.error.RateLimitError
    pass
client = OpenAI()  #: client_construction OpenAI
client.chat.completions.create(model="gpt-4o", messages=[], response_format={"type": "json_object"}, stream=True, stream_options={"include_usage": True}, tools=[])  #: api_call chat.completions.create | model_literal gpt-4o
client.chat.completions.parse(model="gpt-4o", messages=[], response_format=Foo)  #: api_call chat.completions.parse | model_literal gpt-4o
client.beta.chat.completions.parse(model="gpt-4o", messages=[], response_format=Foo)  #: api_call beta.chat.completions.parse | model_literal gpt-4o
client.chat.completions.stream(model="gpt-4o", messages=[])  #: api_call chat.completions.stream | model_literal gpt-4o
client.chat.completions.with_raw_response.create(model="gpt-4o", messages=[])  #: api_call chat.completions.create | model_literal gpt-4o
client.with_options(timeout=5).chat.completions.create(model="gpt-4o", messages=[])  #: api_call chat.completions.create | model_literal gpt-4o
client.responses.create(model="gpt-4.1", input="x", tools=[{"type": "web_search_preview"}], previous_response_id="r")  #: api_call responses.create | model_literal gpt-4.1
client.responses.parse(model="gpt-4.1", input="x", text_format=Foo)  #: api_call responses.parse | model_literal gpt-4.1
client.beta.assistants.create(model="gpt-4o", instructions="x")  #: api_call beta.assistants.create | model_literal gpt-4o
client.beta.threads.create()  #: api_call beta.threads.create
client.beta.threads.runs.create_and_poll(thread_id="x", assistant_id="y")  #: api_call beta.threads.runs.create_and_poll
client.vector_stores.create(name="x")  #: api_call vector_stores.create
client.beta.vector_stores.create(name="x")  #: api_call beta.vector_stores.create
async with AsyncOpenAI().realtime.connect(model="gpt-realtime") as c: pass  #: client_construction AsyncOpenAI | api_call realtime.connect | model_literal gpt-realtime
async with AsyncOpenAI().beta.realtime.connect(model="gpt-4o-realtime-preview") as c: pass  #: client_construction AsyncOpenAI | api_call beta.realtime.connect | model_literal gpt-4o-realtime-preview
client.batches.create(input_file_id="x", endpoint="/v1/chat/completions", completion_window="24h")  #: api_call batches.create
client.files.create(file=open("x"), purpose="batch")  #: api_call files.create
client.fine_tuning.jobs.create(model="gpt-4o-mini", training_file="x")  #: api_call fine_tuning.jobs.create | model_literal gpt-4o-mini
client.images.generate(model="gpt-image-1", prompt="x")  #: api_call images.generate | model_literal gpt-image-1
client.audio.transcriptions.create(model="whisper-1", file=f)  #: api_call audio.transcriptions.create | model_literal whisper-1
client.audio.speech.with_streaming_response.create(model="tts-1", voice="alloy", input="x")  #: api_call audio.speech.create | model_literal tts-1
client.conversations.create(); client.containers.create(name="x"); client.evals.create(name="x"); client.videos.create(model="sora-2", prompt="x")  #: api_call conversations.create | api_call containers.create | api_call evals.create | api_call videos.create | model_literal sora-2
az = AzureOpenAI(azure_endpoint=os.environ["AZURE_OPENAI_ENDPOINT"], api_version="2024-02-01", azure_deployment="gpt4")  #: client_construction AzureOpenAI | env_var AZURE_OPENAI_ENDPOINT | model_literal gpt4
az.chat.completions.create(model="gpt4", messages=[])  #: api_call chat.completions.create | model_literal gpt4
line = {"custom_id": "1", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "gpt-4o-mini", "messages": []}}  #: raw_http /v1/chat/completions | model_literal gpt-4o-mini
