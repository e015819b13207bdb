# Short names are a model's among names that are one for certain, in a list or as keys of one table.
WINDOWS = {
    "gpt-4": 8192,  #: model_literal gpt-4 -- +table_key
    "davinci": 2049,  #: model_literal davinci -- +table_key
    "o1": 200_000,  #: model_literal o1 -- +table_key
}
CHAT_PREFIXES = ("gpt-", "o4")  #: model_literal gpt- -- +prefix_test | model_literal o4 -- +prefix_test
FAMILIES = {"ours": ["chatgpt-", "o1"]}  #: model_literal chatgpt- -- +prefix_test | model_literal o1

PEOPLE = {"ada": 1815, "babbage": 1791}
ROOMS = {"o1": 12, "o3": 20, "gpt": 3}
SUFFIXES = ("gpt-", "o4")
PLATE_PREFIXES = ("ab-", "o5")


def chosen(name):
    return name.startswith(CHAT_PREFIXES)

GOOGLE_MODEL = "text-embedding-004"
ALIBABA_MODEL = "text-embedding-v3"
EMBEDDING_MODEL = "text-embedding-ada-002"  #: model_literal text-embedding-ada-002
