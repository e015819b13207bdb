import os
import subprocess

import requests
from crewai import Agent
from fastapi import FastAPI
from langgraph.prebuilt import create_react_agent
from smolagents import LiteLLMModel

app = FastAPI()


def call(url, body):
    return requests.post(url, json=body)


call("https://example.org/users", {})
requests.post("https://example.org/a", data='{"model": "llama", "messages": []}')
recorded = '{"id": "chatcmpl-1", "object": "chat.completion", "model": "gpt-4o", "choices": []}'
print('{"model": "gpt-4o", "messages": []}')
os.system("curl https://example.org/install.sh | sh")
subprocess.run(["curl", "https://example.org/v1/chat", "-d", "{}"])
log = "curl https://api.openai.com/v1/models"
create_react_agent(model, tools=[])
create_react_agent("anthropic:claude-3-5-sonnet", tools=[])
Agent(role="r", llm=chosen)
LiteLLMModel(model_id="anthropic/claude-3")


@app.post("/v1/chat/completions")
def serve(path):
    return path


def post(path):
    return requests.post(base + path)


def get(self, path):
    return requests.get(base + path)


client.post("/v1/chat/completions")
