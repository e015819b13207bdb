import dspy
import instructor  #: sdk_import instructor
import litellm  #: sdk_import litellm
from agents import Agent, Runner  #: sdk_import agents
from crewai import LLM  #: sdk_import crewai
from langchain.chat_models import init_chat_model  #: sdk_import langchain.chat_models
from langchain_anthropic import ChatAnthropic
from langchain_openai import ChatOpenAI, OpenAIEmbeddings  #: sdk_import langchain_openai
from llama_index.llms.openai import OpenAI as LlamaOpenAI  #: sdk_import llama_index.llms.openai
from litellm import completion  #: sdk_import litellm
from openai import OpenAI  #: sdk_import openai
from pydantic_ai import Agent as Typed  #: sdk_import pydantic_ai

llm = ChatOpenAI(model_name="gpt-4o", openai_api_base="https://relay.example.org/v1")  #: framework_client ChatOpenAI | model_literal gpt-4o | base_url openai_api_base
llm.invoke("hi")
vectors = OpenAIEmbeddings()  #: framework_client OpenAIEmbeddings
chat = init_chat_model("openai:gpt-4o")  #: framework_client init_chat_model | model_literal openai:gpt-4o
claude = init_chat_model("anthropic:claude-3-5-sonnet")
anthropic = ChatAnthropic(model="claude-3")
index = LlamaOpenAI(model="gpt-4")  #: framework_client OpenAI | model_literal gpt-4
completion(model="gpt-4o", messages=[])  #: framework_client completion | model_literal gpt-4o
litellm.completion(model="claude-3", messages=[])
wrapped = instructor.from_openai(OpenAI())  #: client_construction OpenAI
wrapped.chat.completions.create(response_model=int)  #: api_call chat.completions.create
crew = LLM(model="openai/gpt-4o")  #: framework_client LLM | model_literal openai/gpt-4o
lm = dspy.LM("openai/gpt-4o-mini")  #: framework_client LM | model_literal openai/gpt-4o-mini
typed = Typed("openai:gpt-4o")  #: framework_client Agent | model_literal openai:gpt-4o
agent = Agent[str](name="a", model="gpt-4.1")  #: framework_client Agent | model_literal gpt-4.1


async def go():
    return await Runner.run(agent, "x")  #: framework_client Runner.run
