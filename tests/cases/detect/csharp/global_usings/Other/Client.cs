namespace Other;

public class OpenAIHolder
{
    public object Make() => new OpenAIClient("own");
}
