from deepeval.models import GPTModel  #: sdk_import deepeval.models
from langchain_community.callbacks.manager import get_openai_callback  #: sdk_import langchain_community.callbacks.manager
from llama_index.legacy.llms import OpenAI as Older  #: sdk_import llama_index.legacy.llms
from outlines import models
from pandasai import SmartDataframe
from pandasai.llm import OpenAI as Pandas  #: sdk_import pandasai.llm
from trulens_eval import Feedback
from vanna.chromadb import ChromaDB_VectorStore
from vanna.openai import OpenAI_Chat  #: sdk_import vanna.openai

with get_openai_callback() as counted:  #: framework_client get_openai_callback
    print(counted)
judge = GPTModel(model="gpt-4o")  #: framework_client GPTModel | model_literal gpt-4o
older = Older(model="gpt-4")  #: framework_client OpenAI | model_literal gpt-4
shaped = models.openai("gpt-4o-mini")  #: framework_client openai -- model=gpt-4o-mini | model_literal gpt-4o-mini
local = models.transformers("garden/tulip-7b")
frame = SmartDataframe(table, config={"llm": Pandas(api_token="key")})  #: framework_client OpenAI
score = Feedback(judge.measure)


class Garden(ChromaDB_VectorStore, OpenAI_Chat):  #: framework_client OpenAI_Chat -- +subclass
    pass


class Plain(ChromaDB_VectorStore):
    pass
