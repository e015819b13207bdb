import { OpenAiEngine } from "./openAi";

export class GroqEngine extends OpenAiEngine {
  constructor(config: { baseURL: string }) {
    config.baseURL = "https://api.groq.com/openai/v1"; //: base_url config.baseURL
    super(config);
  }
}

export const help = { docs: "https://api.groq.com/openai/v1" };
