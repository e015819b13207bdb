import os

from openai import OpenAI  #: sdk_import openai


def local(prompt):
    endpoint = os.environ.get("LOCAL_SERVER")  #: env_var LOCAL_SERVER
    if not endpoint:
        raise ValueError("LOCAL_SERVER must be set")
    client = OpenAI(api_key=os.environ["ACME_SECRET"], base_url=endpoint)  #: client_construction OpenAI | env_var ACME_SECRET
    store = os.environ.get("ACME_STORE")
    os.environ["ACME_SECOND"] = store
    return client.models.list()  #: api_call models.list


KINDS = {"AZURE_OPENAI": 1, "OPENAI": 2}
