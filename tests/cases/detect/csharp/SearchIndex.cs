using Azure.Search.Documents.Indexes.Models; //: sdk_import Azure.Search.Documents.Indexes.Models

public class SearchIndex
{
    public object Build(System.Uri endpoint, string name)
    {
        var split = new SplitSkill(null, null);
        var other = new Acme.Search.OpenAIVectorizer("v");
        var skill = new AzureOpenAIEmbeddingSkill(null, null) { DeploymentName = name }; //: framework_client AzureOpenAIEmbeddingSkill
        return new AzureOpenAIVectorizer("v") //: framework_client AzureOpenAIVectorizer
        {
            Parameters = new AzureOpenAIVectorizerParameters //: framework_client AzureOpenAIVectorizerParameters
            {
                ResourceUri = endpoint, DeploymentName = name,
            },
        };
    }
}
