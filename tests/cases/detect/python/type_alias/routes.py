from .deps import Ai, Db


async def ask(ai: Ai, db: Db):
    db.completions.create(name="x")
    return await ai.chat.completions.create(model="gpt-4o", messages=[])  #: api_call chat.completions.create -- +async; ~high | model_literal gpt-4o
