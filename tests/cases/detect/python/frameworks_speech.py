from bertopic.representation import KeyBERTInspired, OpenAI as Described  #: sdk_import bertopic.representation
from gpt_index import GPTSimpleVectorIndex, OpenAIEmbedding as Early  #: sdk_import gpt_index
from haystack.nodes import BM25Retriever, PromptNode  #: sdk_import haystack.nodes
from livekit.plugins import openai, silero  #: sdk_import livekit.plugins
from llama_index import (  #: sdk_import llama_index
    ServiceContext,
    OpenAIEmbedding,
)
from mirascope.core import anthropic, openai as calls  #: sdk_import mirascope.core
from pipecat.services.openai.llm import OpenAILLMService  #: sdk_import pipecat.services.openai.llm
from weaviate.classes.config import Configure

session = AgentSession(
    llm=openai.LLM(model="gpt-4o-mini"),  #: framework_client LLM -- model=gpt-4o-mini | model_literal gpt-4o-mini
    vad=silero.VAD.load(),
)
spoken = openai.realtime.RealtimeModel(voice="alloy")  #: framework_client LLM
service = OpenAILLMService(model="gpt-4o")  #: framework_client OpenAILLMService | model_literal gpt-4o
embed = OpenAIEmbedding()  #: framework_client OpenAIEmbedding
early = Early()  #: framework_client OpenAIEmbedding
node = PromptNode("gpt-3.5-turbo", api_key=key)  #: framework_client PromptNode | model_literal gpt-3.5-turbo
local = PromptNode("google/flan-t5-large")
found = BM25Retriever(store)
named = Described(client, model="gpt-4o-mini")  #: framework_client OpenAI | model_literal gpt-4o-mini
plain = KeyBERTInspired()
vectors = Configure.Vectorizer.text2vec_openai()  #: framework_client text2vec_openai
theirs = Configure.Vectorizer.text2vec_cohere()


@calls.call("gpt-4o-mini")  #: framework_client call -- model=gpt-4o-mini | model_literal gpt-4o-mini
def recommend(garden: str) -> str: ...


@anthropic.call("claude-tulip")
def refuse(garden: str) -> str: ...
