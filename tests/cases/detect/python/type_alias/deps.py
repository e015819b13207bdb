from typing import Annotated

from fastapi import Depends
from openai import AsyncOpenAI  #: sdk_import openai


def connect():
    return AsyncOpenAI(base_url="https://relay.example.org/v1")  #: client_construction AsyncOpenAI | base_url base_url


Ai = Annotated[AsyncOpenAI, Depends(connect)]
Db = Annotated[object, Depends(print)]
