from openai import OpenAI

client = OpenAI(timeout=30, max_retries=0)


def site_loop():
    stream = client.chat.completions.create(
        model="gpt-4o",
        messages=[{"role": "user", "content": "site stream-loop"}],
        stream=True,
        stop="\n\n",
        user="customer-1",
    )
    for _ in stream:
        pass


def site_with_statement():
    with client.chat.completions.create(
        model="gpt-4o-mini",
        messages=[{"role": "user", "content": "site stream-with"}],
        stream=True,
        stream_options={"include_usage": True},
        temperature=0.0,
    ) as stream:
        for _ in stream:
            pass


def site_raw_response():
    client.chat.completions.with_raw_response.create(
        model="gpt-4o", messages=[{"role": "user", "content": "site stream-raw-response"}], temperature=0
    )
