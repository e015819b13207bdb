namespace Acme.Views;
class ViewModel
{
    void Load()
    {
        KeyText = Configuration.Settings.Tools.ChatGptApiKey;
        Configuration.Settings.Tools.ChatGptUrl = UrlText.Trim();
        var other = Configuration.Settings.OpenAiModel; //: config_key OpenAiModel
    }
}
