"""Pieces of models' names that are tested, and names that only look like a model's: those of files."""

import re

import numpy as np


class Models:
    LARGE = "gpt-4o"  #: model_literal gpt-4o
    O1 = "o1"  #: model_literal o1
    O3_MINI = "o3-mini"  #: model_literal o3-mini
    ADA = "ada"  #: model_literal ada
    SIZE = "o1"


def limit(model: str, garden: str) -> int:
    if "4-turbo" in model or "4-vision" in model:  #: model_literal 4-turbo | model_literal 4-vision
        return 128000
    if "3.5-turbo" in model.lower():  #: model_literal 3.5-turbo
        return 4096
    if "4-turbo" in garden:
        return 1
    if "turbo" in model:
        return 2
    if re.match(r"^o[134]", model):  #: model_literal ^o[134]
        return 3
    return 4


open("gpt4o_mini_prompt.py")
results = "gpt-4o-results.json"
image = "dall-e-3.png"
label = "4-turbo"
index.query(vector=[0] * 1536, top_k=5)  #: vector_width vector
blank = [0.0] * 3072  #: vector_width vector
start = np.zeros(1536)  #: vector_width vector
row = [0] * 1200
wide = width * 1536
