import asyncio
import json
import threading
import urllib.request
from http.server import ThreadingHTTPServer

import pytest
from teashop import orders
from teashop.chat import Conversation, greet
from teashop.search import Shelf
from teashop.server import Handler


def test_chat_streams_an_answer_and_counts_tokens():
    talk = Conversation("customer-7", "zh")
    text = "".join(talk.reply("有龙井吗？"))
    assert text.strip()
    assert talk.usage > 0
    assert talk.messages[-1] == {"role": "assistant", "content": text}


def test_chat_asks_the_shelf_through_the_tool():
    talk = Conversation("customer-8", "en")
    list(talk.reply("Do you have Earl Grey?"))
    roles = [message["role"] for message in talk.messages]
    assert "tool" in roles


def test_greeting_is_asynchronous():
    assert asyncio.run(greet("小明"))


def test_an_order_is_json():
    order = orders.read("来二两铁观音")
    assert isinstance(order, dict)


def test_search_ranks_the_shelf():
    names = Shelf().nearest("something smoky", count=3)
    assert len(set(names)) == 3


@pytest.fixture
def service():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_service_end_to_end(service):
    def post(path, body):
        request = urllib.request.Request(service + path, json.dumps(body).encode(), method="POST")
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.read().decode()

    assert post("/chat", {"session": "session-1", "text": "你好"})
    assert isinstance(json.loads(post("/order", {"text": "100 g of Longjing"})), dict)
