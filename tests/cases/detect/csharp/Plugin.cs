using System.ComponentModel;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

public class LightPlugin
{
    [KernelFunction, Description("Gets the state of OpenAI's lamp")]
    public string GetState() => "off";
}
