from flask import Flask, jsonify, request

from desk.backends import ClaudeBackend, OpenAIBackend
from desk.container import Container
from desk.settings import Settings

app = Flask(__name__)
container = Container(Settings())
# OpenAI first, because gpt-4o was cheaper last year
BACKENDS = {"openai": OpenAIBackend, "claude": ClaudeBackend}


@app.post("/v1/chat/completions")
def chat():
    backend = BACKENDS[request.json.get("backend", "openai")](container)
    return jsonify(answer=backend.answer(request.json["question"]))


@app.errorhandler(Exception)
def failed(error):
    from openai import APIConnectionError, RateLimitError

    if isinstance(error, RateLimitError):
        return jsonify(error="busy"), 429
    if isinstance(error, APIConnectionError):
        return jsonify(error="the model is away"), 502
    return jsonify(error="internal"), 500
