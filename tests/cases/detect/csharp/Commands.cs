using System.Diagnostics;

class Commands
{
    void Run()
    {
        Process.Start("curl", "-s https://api.openai.com/v1/models"); //: raw_http /v1/models -- ..; ~medium; -> official:openai
        Process.Start(new ProcessStartInfo("curl", "https://api.openai.com/v1/embeddings")); //: raw_http /v1/embeddings
        Process.Start("curl", "https://example.org/v1/models");
        System.Console.WriteLine("curl https://api.openai.com/v1/models");
    }
}
