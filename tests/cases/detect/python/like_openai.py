import importlib
from llama_index.core.llms import LLM
from llama_index.embeddings.openai_like import OpenAILikeEmbedding  #: sdk_import llama_index.embeddings.openai_like
from llama_index.llms.openai_like import OpenAILikeResponses  #: sdk_import llama_index.llms.openai_like
from mine.openai_like import OpenAILikeChat

vectors = OpenAILikeEmbedding(model_name="bge-m3", api_base="http://vectors:8000/v1")  #: framework_client OpenAILikeEmbedding | base_url api_base
answers = OpenAILikeResponses(model="qwen", api_base="http://answers:8000/v1")  #: framework_client OpenAILike | base_url api_base
late = importlib.import_module("llama_index.llms.openai_like")  #: sdk_import llama_index.llms.openai_like
own = OpenAILikeChat(model="qwen", base="http://answers:8000/v1")
other = importlib.import_module("llama_index.llms.anthropic")
