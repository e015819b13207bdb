from langchain_openai import ChatOpenAI, OpenAIEmbeddings


def model(name="gpt-4-turbo", **more):
    return ChatOpenAI(model=name, temperature=0, **more)


def vectors():
    return OpenAIEmbeddings(model="text-embedding-ada-002")
