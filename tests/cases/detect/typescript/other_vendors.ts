import Groq from "groq-sdk";
import Anthropic from "@anthropic-ai/sdk";
import { Mistral } from "@mistralai/mistralai";
import { Store } from "./store";

const groq = new Groq();
await groq.chat.completions.create({ model: "llama-3.3-70b-versatile", messages: [] });
const anthropic = new Anthropic();
await anthropic.messages.create({ model: "claude-sonnet-4", messages: [] });
const mistral = new Mistral();
await mistral.embeddings.create({ model: "mistral-embed" });

class Chat {
  completions = { create: async (options: object) => options };
}
class Own {
  chat = new Chat();
}
await new Own().chat.completions.create({ model: "mine" });
