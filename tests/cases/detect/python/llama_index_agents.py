import os
from typing import Union
from langchain_openai import ChatOpenAI, AzureChatOpenAI  #: sdk_import langchain_openai
from langroid.language_models import OpenAIChatModel
from llama_index.agent import OpenAIAgent, ReActAgent  #: sdk_import llama_index.agent
from llama_index.agent.openai import OpenAIAssistantAgent  #: sdk_import llama_index.agent.openai
from llama_index.core.agent import FunctionAgent
from llama_index.embeddings.openai import OpenAIEmbedding, OpenAIEmbeddingModelType as Kinds  #: sdk_import llama_index.embeddings.openai
from llama_index.llms import OpenAI  #: sdk_import llama_index.llms
from llama_index.llms.openai_utils import is_function_calling_model  #: sdk_import llama_index.llms.openai_utils
from llama_index.multi_modal_llms.openai import OpenAIMultiModal  #: sdk_import llama_index.multi_modal_llms.openai
from llama_index.program import OpenAIPydanticProgram  #: sdk_import llama_index.program
from openai import AsyncOpenAI  #: sdk_import openai
from harvest.kinds import CropModelType

from .crew import OpenAIAgentPool

plan = OpenAIAgent.from_tools(tools, llm=OpenAI(model="gpt-4"), verbose=True)  #: framework_client OpenAIAgent -- verbose=True | framework_client OpenAI | model_literal gpt-4
helper = OpenAIAssistantAgent.from_new(name="clerk", model="gpt-4o")  #: framework_client OpenAIAgent -- model=gpt-4o | model_literal gpt-4o
sight = OpenAIMultiModal(model="gpt-4-vision-preview", max_new_tokens=300)  #: framework_client OpenAIMultiModal | model_literal gpt-4-vision-preview
shape = OpenAIPydanticProgram.from_defaults(output_cls=Crop, prompt_template_str="x")  #: framework_client OpenAIPydanticProgram
vectors = OpenAIEmbedding(model_type=Kinds.TEXT_EMBED_3_SMALL)  #: framework_client OpenAIEmbedding | model_literal text-embedding-3-small -- +constant
chosen = OpenAIChatModel.GPT4o  #: model_literal gpt-4o -- +constant

# The same words of others.
ReActAgent.from_tools(tools, llm=llm)
FunctionAgent.from_tools(tools)
OpenAIAgentPool.from_tools(tools)
crop = CropModelType.TEXT_EMBED_3_SMALL
word = Kinds.value


def told(llm, client: Union[ChatOpenAI, str], parts):
    if isinstance(llm, ChatOpenAI):  #: sdk_symbol langchain_openai.ChatOpenAI -- +tested
        return 1
    if isinstance(client, (str, AzureChatOpenAI)):  #: sdk_symbol langchain_openai.AzureChatOpenAI
        return 2
    if issubclass(type(client), AsyncOpenAI | dict):  #: sdk_symbol openai.AsyncOpenAI
        return 3
    if isinstance(llm, ReActAgent) or isinstance(parts, (str, bytes)) or isinstance(parts, type(client)):
        return 4
    return parts.isinstance(llm, ChatOpenAI) if parts else is_function_calling_model(os.name)
