from crewai import LLM
from langchain.chat_models import init_chat_model
from langchain_core.prompts import ChatPromptTemplate
from llama_index.core import VectorStoreIndex
from pydantic_ai import Agent

LLM(model="anthropic/claude-3-5-sonnet")
init_chat_model("google_genai:gemini-2.0-flash")
Agent("anthropic:claude-3-5-sonnet-latest")
