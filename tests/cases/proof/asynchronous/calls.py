import asyncio

from openai import AsyncOpenAI


async def one(client, site, **more):
    return await client.chat.completions.create(
        model="gpt-4o", messages=[{"role": "user", "content": f"site {site}"}], **more
    )


async def _with():
    async with AsyncOpenAI() as client:
        await client.chat.completions.create(
            model="gpt-4o-mini",
            messages=[{"role": "user", "content": "site async-with"}],
            temperature=0,
            max_completion_tokens=64,
        )


async def _gather():
    async with AsyncOpenAI(max_retries=0) as client:
        await asyncio.gather(one(client, "async-gather-1"), one(client, "async-gather-2", top_p=0.5))


async def _stream():
    async with AsyncOpenAI() as client:
        stream = await client.chat.completions.create(
            model="gpt-4o",
            messages=[{"role": "user", "content": "site async-stream"}],
            stream=True,
            stream_options={"include_usage": True},
        )
        async for _ in stream:
            pass


def site_with():
    asyncio.run(_with())


def site_gather():
    asyncio.run(_gather())


def site_stream():
    asyncio.run(_stream())
