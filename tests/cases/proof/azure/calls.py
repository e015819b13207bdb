import os

from openai import AzureOpenAI

client = AzureOpenAI(
    azure_endpoint="https://tea.openai.azure.com",
    api_key=os.environ["AZURE_OPENAI_API_KEY"],
    api_version="2024-10-21",
)


def site_chat():
    client.chat.completions.create(
        model="gpt-4o", messages=[{"role": "user", "content": "site azure-chat"}], max_tokens=70
    )
