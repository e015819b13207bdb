export const OpenaiPath = {
  ChatPath: "v1/chat/completions", //: raw_http v1/chat/completions
  ListModelPath: "v1/models",
};
export const DeepSeek = { ChatPath: "v1/chat/completions" };
export const EMBEDDINGS_URL = "/v1/embeddings"; //: raw_http /v1/embeddings
const page = "v1/chat/completions of the service";
const CACHE = "chatgpt-next-web-cache";
const free = "gpt4free";
const gemini = { baseUrl: "https://generativelanguage.googleapis.com/v1beta" };
