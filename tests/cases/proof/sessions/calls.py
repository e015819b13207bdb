import asyncio
import os

import aiohttp


async def ask_by_session():
    key = "Bearer " + os.environ["OPENAI_API_KEY"]
    messages = [{"role": "user", "content": "site http-aiohttp"}]
    body = {"model": "gpt-4o-mini", "messages": messages, "stop": "END", "max_completion_tokens": 17}
    async with aiohttp.ClientSession(base_url="https://api.openai.com/v1/", headers={"Authorization": key}) as session:
        async with session.post("chat/completions", json=body) as got:
            await got.read()


def site_aiohttp():
    asyncio.run(ask_by_session())
