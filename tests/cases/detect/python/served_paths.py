from fastapi import FastAPI

CHAT_PATH = "/v1/chat/completions"
app = FastAPI()


@app.post(CHAT_PATH)
async def chat():
    return {}
