import http.client
import json
import os
import urllib.request

import httpx
import requests
import urllib3

URL = "https://api.openai.com/v1/chat/completions"
HEADERS = {"Authorization": f"Bearer {os.environ['OPENAI_API_KEY']}", "Content-Type": "application/json"}


def site_requests():
    requests.post(
        URL,
        headers=HEADERS,
        json={"model": "gpt-4o", "messages": [{"role": "user", "content": "site http-requests"}], "temperature": 0},
        timeout=30,
    )


def site_session():
    with requests.Session() as session:
        session.headers["Authorization"] = "Bearer " + os.environ["OPENAI_API_KEY"]
        session.post(
            "https://api.openai.com/v1/chat/completions",
            json={"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "site http-session"}]},
            timeout=30,
        )


def site_httpx():
    payload = {
        "model": "gpt-4o",
        "messages": [{"role": "user", "content": "site http-httpx"}],
        "max_completion_tokens": 33,
        "user": "customer-4",
    }
    httpx.post("https://api.openai.com/v1/chat/completions", headers=HEADERS, json=payload, timeout=30)


def site_httpx_client():
    with httpx.Client(base_url="https://api.openai.com/v1", headers=HEADERS) as client:
        client.post(
            "/chat/completions",
            json={"model": "gpt-4o", "messages": [{"role": "user", "content": "site http-httpx-client"}], "stop": "x"},
        )


def site_urllib():
    body = {"model": "gpt-4o", "messages": [{"role": "user", "content": "site http-urllib"}]}
    request = urllib.request.Request(URL, data=json.dumps(body).encode(), headers=HEADERS, method="POST")
    with urllib.request.urlopen(request, timeout=30) as answer:
        answer.read()


def site_urllib3():
    pool = urllib3.PoolManager()
    body = {"model": "gpt-4o", "messages": [{"role": "user", "content": "site http-urllib3"}], "temperature": 0.2}
    pool.request("POST", URL, body=json.dumps(body), headers=HEADERS)
    pool.clear()


def site_http_client():
    connection = http.client.HTTPSConnection("api.openai.com", timeout=30)
    key = "Bearer " + os.environ["OPENAI_API_KEY"]
    body = {
        "model": "gpt-4o",
        "messages": [{"role": "user", "content": "site http-client"}],
        "temperature": 0,
        "max_completion_tokens": 21,
    }
    connection.request("POST", "/v1/chat/completions", json.dumps(body), {"Authorization": key})
    connection.getresponse().read()
    connection.close()


def site_embedding():
    requests.post(
        "https://api.openai.com/v1/embeddings",
        headers=HEADERS,
        json={"model": "text-embedding-3-small", "input": "site http-embedding"},
        timeout=30,
    )
