import type { ChatCompletionMessageParam } from "openai/resources/chat/completions";

export type Model = "gpt-4o" | "gpt-4o-mini";

export interface Question {
  history: ChatCompletionMessageParam[];
  model?: Model;
}
