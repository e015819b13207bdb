from openai import OpenAI  #: sdk_import openai

SYSTEM_PROMPT = "你是一名耐心的老师，请用中文回答所有问题。"  #: prompt system
prompt_file = "a.txt"
OpenAI().chat.completions.create(  #: client_construction OpenAI | api_call chat.completions.create
    messages=[
        {"role": "system", "content": SYSTEM_PROMPT},  #: prompt system
        {"role": "user", "content": "Explain it."},  #: prompt user
        {"role": "user", "content": (
            "Two "  #: prompt user
            "parts."
        )},
    ],
)
