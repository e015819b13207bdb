import { t } from "./words";

const key = localStorage.getItem("openai_api_key"); //: config_key openai_api_key
const host = getLocalValue("keys.openai_api_host"); //: config_key keys.openai_api_host
const token = settings.get<string>("openai.apiKey"); //: config_key openai.apiKey
const old = vscode.workspace.getConfiguration("garden").get("openaiApiKey"); //: config_key openaiApiKey
const model = settings["openai"]["model"]; //: config_key model
const [saved] = useOption("openai", "apiKey"); //: config_key apiKey
chrome.storage.sync.get(["openAIKey"], show); //: config_key openAIKey
export const initial = {
  openaiApiKey: "", //: config_key openaiApiKey
  openAiBaseUrl: null, //: config_key openAiBaseUrl
  azureApiKey: "", //: config_key azureApiKey
  azureDeploymentName: "", //: config_key azureDeploymentName
  apiKey: "",
};

export const speech = { azureApiKey: "", azureRegion: "" };
export const words = { openaiApiKey: "Key of OpenAI" };
const title = t("settings.openai_api_key");
const field = document.getElementById("openai-api-key");
const theirs = localStorage.getItem("anthropic_api_key");
const sent = req.body["openai_api_key"];
interface Kept {
  openaiApiKey: null;
}
// localStorage.getItem("openai_api_key")
