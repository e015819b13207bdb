import openai
import tiktoken
from celery import shared_task
from openai.error import RateLimitError

ENCODING = tiktoken.encoding_for_model("gpt-3.5-turbo")
LIMIT = 3000


@shared_task(autoretry_for=(RateLimitError,))
def draft(mail):
    text = ENCODING.decode(ENCODING.encode(mail)[:LIMIT])
    answer = openai.ChatCompletion.create(
        model="gpt-3.5-turbo",
        messages=[{"role": "user", "content": text}],
        max_tokens=400,
    )
    return answer["choices"][0]["message"]["content"]


@shared_task
def subject(mail):
    answer = openai.Completion.create(engine="text-davinci-003", prompt=f"Subject of: {mail}")
    return answer.choices[0].text.strip()


def create(model="form"):
    """Completion.create(engine="text-davinci-003") was here."""
    return {"model": model}


create(model="letter")
