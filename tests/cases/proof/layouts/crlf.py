from openai import OpenAI


def site_crlf():
    client = OpenAI()
    client.chat.completions.create(
        model="gpt-4o",  # flagship
        messages=[{"role": "user", "content": "site layout-crlf"}],
        temperature=0,  # exact
        user="客人客人-1",
    )
