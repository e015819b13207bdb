from acme.search.models import AzureOpenAIVectorizer as Other
from azure.search.documents.indexes.models import (  #: sdk_import azure.search.documents.indexes.models
    AzureOpenAIEmbeddingSkill,
    AzureOpenAIVectorizer,
    AzureOpenAIVectorizerParameters,
    SplitSkill,
)


def build(endpoint, name):
    skills = [
        SplitSkill(text_split_mode="pages"),
        AzureOpenAIEmbeddingSkill(resource_url=endpoint, deployment_name=name, model_name="text-embedding-3-large"),  #: framework_client AzureOpenAIEmbeddingSkill | model_literal text-embedding-3-large
    ]
    vectorizer = AzureOpenAIVectorizer(  #: framework_client AzureOpenAIVectorizer
        vectorizer_name="v",
        parameters=AzureOpenAIVectorizerParameters(resource_url=endpoint, deployment_name=name),  #: framework_client AzureOpenAIVectorizerParameters
    )
    return skills, vectorizer, Other(resource_url=endpoint)
