import litellm  #: sdk_import litellm
from litellm import completion, acompletion, Router, embedding  #: sdk_import litellm
from langchain_openai import ChatOpenAI, AzureChatOpenAI, OpenAIEmbeddings  #: sdk_import langchain_openai
from langchain.chat_models import ChatOpenAI as Old, init_chat_model  #: sdk_import langchain.chat_models
from langchain_community.chat_models import ChatOpenAI as Comm  #: sdk_import langchain_community.chat_models
from langchain.agents import create_agent  #: sdk_import langchain.agents
from langgraph.prebuilt import create_react_agent  #: sdk_import langgraph.prebuilt
from llama_index.llms.openai import OpenAI as LI  #: sdk_import llama_index.llms.openai
from llama_index.embeddings.openai import OpenAIEmbedding  #: sdk_import llama_index.embeddings.openai
from llama_index.core import Settings
import instructor  #: sdk_import instructor
from autogen import AssistantAgent, ConversableAgent  #: sdk_import autogen
from autogen_ext.models.openai import OpenAIChatCompletionClient  #: sdk_import autogen_ext.models.openai
from crewai import Agent, LLM  #: sdk_import crewai
from semantic_kernel.connectors.ai.open_ai import OpenAIChatCompletion, AzureChatCompletion, OpenAIChatPromptExecutionSettings  #: sdk_import semantic_kernel.connectors.ai.open_ai
import dspy
from pydantic_ai import Agent as PA  #: sdk_import pydantic_ai
from pydantic_ai.models.openai import OpenAIModel, OpenAIChatModel  #: sdk_import pydantic_ai.models.openai
from pydantic_ai.providers.openai import OpenAIProvider  #: sdk_import pydantic_ai.providers.openai
from haystack.components.generators.chat import OpenAIChatGenerator  #: sdk_import haystack.components.generators.chat
from haystack.components.generators import OpenAIGenerator  #: sdk_import haystack.components.generators
from haystack.components.embedders import OpenAITextEmbedder  #: sdk_import haystack.components.embedders
from haystack.utils import Secret
import llm
from agents import Agent as OA, Runner, set_default_openai_client, OpenAIChatCompletionsModel, function_tool  #: sdk_import agents
from chatkit.server import ChatKitServer  #: sdk_import chatkit.server
from smolagents import OpenAIServerModel, LiteLLMModel  #: sdk_import smolagents
from agno.models.openai import OpenAIChat  #: sdk_import agno.models.openai
import chromadb.utils.embedding_functions as ef
from openai import OpenAI  #: sdk_import openai
from langchain_core.prompts import ChatPromptTemplate

completion(model="gpt-4o", messages=[]); litellm.acompletion(model="azure/dep", messages=[])  #: framework_client completion | model_literal gpt-4o | framework_client acompletion
r = Router(model_list=[{"model_name": "x", "litellm_params": {"model": "openai/gpt-4o", "api_key": "os.environ/OPENAI_API_KEY"}}])  #: framework_client Router | model_literal openai/gpt-4o
litellm.embedding(model="text-embedding-3-small", input=[])  #: framework_client embedding | model_literal text-embedding-3-small
ChatOpenAI(model="gpt-4o", temperature=0, streaming=True, model_kwargs={"response_format": {"type": "json_object"}})  #: framework_client ChatOpenAI | model_literal gpt-4o
Old(model_name="gpt-4"); Comm(model="gpt-3.5-turbo")  #: framework_client ChatOpenAI | model_literal gpt-4 | model_literal gpt-3.5-turbo
AzureChatOpenAI(azure_deployment="d", api_version="2024")  #: framework_client AzureChatOpenAI
init_chat_model("gpt-4o", model_provider="openai")  #: framework_client init_chat_model | model_literal gpt-4o
create_agent("openai:gpt-4o", tools=[]); create_agent(model="gpt-4o-mini")  #: framework_client create_agent | model_literal openai:gpt-4o | model_literal gpt-4o-mini
create_react_agent("openai:gpt-4.1", tools=[])  #: framework_client create_agent | model_literal openai:gpt-4.1
Settings.llm = LI(model="gpt-4o", temperature=0.1); Settings.embed_model = OpenAIEmbedding(model="text-embedding-3-small", dimensions=1536)  #: framework_client OpenAI | model_literal gpt-4o | framework_client OpenAIEmbedding | model_literal text-embedding-3-small | vector_width OpenAIEmbedding.dimensions
c = instructor.from_openai(OpenAI()); c.chat.completions.create(model="gpt-4o", response_model=X, messages=[])  #: client_construction OpenAI | api_call chat.completions.create | model_literal gpt-4o
c2 = instructor.from_provider("openai/gpt-4o"); c2.chat.completions.create(response_model=X, messages=[])  #: framework_client from_provider | model_literal openai/gpt-4o
c3 = instructor.patch(OpenAI()); c3.chat.completions.create(model="gpt-4o", messages=[])  #: client_construction OpenAI | api_call chat.completions.create | model_literal gpt-4o
AssistantAgent("a", llm_config={"config_list": [{"model": "gpt-4", "api_key": "x"}]})  #: framework_client AssistantAgent | model_literal gpt-4
config_list = autogen.config_list_from_json("OAI_CONFIG_LIST")
OpenAIChatCompletionClient(model="gpt-4o")  #: framework_client OpenAIChatCompletionClient | model_literal gpt-4o
Agent(role="r", llm="gpt-4o"); LLM(model="openai/gpt-4o", temperature=0.2)  #: framework_client Agent | model_literal gpt-4o | framework_client LLM | model_literal openai/gpt-4o
OpenAIChatCompletion(ai_model_id="gpt-4o", service_id="x"); AzureChatCompletion(deployment_name="d", endpoint="https://acme.openai.azure.com")  #: framework_client OpenAIChatCompletion | model_literal gpt-4o | framework_client AzureChatCompletion | base_url endpoint
dspy.LM("openai/gpt-4o-mini"); dspy.OpenAI(model="gpt-3.5-turbo"); dspy.configure(lm=dspy.LM("openai/gpt-4o"))  #: framework_client LM | model_literal openai/gpt-4o-mini | framework_client OpenAI | model_literal gpt-3.5-turbo | model_literal openai/gpt-4o
PA("openai:gpt-4o"); PA(OpenAIChatModel("gpt-4o", provider=OpenAIProvider(base_url="https://relay.acme.dev/v1")))  #: framework_client Agent | model_literal openai:gpt-4o | framework_client OpenAIModel | model_literal gpt-4o | framework_client OpenAIProvider | base_url base_url
OpenAIChatGenerator(model="gpt-4o-mini", api_key=Secret.from_env_var("OPENAI_API_KEY")); OpenAIGenerator(); OpenAITextEmbedder(model="text-embedding-3-small")  #: framework_client OpenAIChatGenerator | model_literal gpt-4o-mini | env_var OPENAI_API_KEY | framework_client OpenAIGenerator | framework_client OpenAITextEmbedder | model_literal text-embedding-3-small
m = llm.get_model("gpt-4o"); m.prompt("x"); m2 = llm.get_embedding_model("3-small")  #: framework_client get_model | model_literal gpt-4o
OA(name="x", model="gpt-4o"); Runner.run_sync(OA(name="y"), "x")  #: framework_client Agent | model_literal gpt-4o | framework_client Runner.run_sync
OA(name="x", model=OpenAIChatCompletionsModel(model="gpt-4o", openai_client=OpenAI()))  #: framework_client Agent | framework_client OpenAIChatCompletionsModel | model_literal gpt-4o | client_construction OpenAI
OpenAIServerModel(model_id="gpt-4o"); OpenAIChat(id="gpt-4o")  #: framework_client OpenAIServerModel | model_literal gpt-4o | framework_client OpenAIChat
ef.OpenAIEmbeddingFunction(api_key="x", model_name="text-embedding-3-small")  #: framework_client OpenAIEmbeddingFunction | model_literal text-embedding-3-small
