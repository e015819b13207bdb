import respx
from openai import OpenAI  #: sdk_import openai


def test_answer(httpx_mock, respx_mock):
    httpx_mock.add_response(url="https://api.openai.com/v1/chat/completions", json={})
    respx_mock.post("https://api.openai.com/v1/embeddings").respond(json={})
    respx.route(host="api.openai.com")
    base_url = "https://relay.example.test/v1"
    client = OpenAI(base_url=base_url)  #: client_construction OpenAI
    assert client.chat.completions.create(messages=[])  #: api_call chat.completions.create
    url = f"{base_url}/chat/completions"
    assert url
