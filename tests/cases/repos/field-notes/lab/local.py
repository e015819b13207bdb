from langchain_ollama import ChatOllama

local = ChatOllama(model="llama3")
