import { MODELS } from "./config.mjs";
import { llm } from "./llm.mjs";
import { SYSTEM_PROMPT } from "./prompts.mjs";

export async function ask(question, notes) {
  const completion = await llm().chat.completions.create({
    model: MODELS.careful,
    messages: [
      { role: "developer", content: SYSTEM_PROMPT },
      { role: "user", content: `${question}\n\n${notes.join("\n")}` },
    ],
    temperature: 1.3,
    max_completion_tokens: 300, // a sentence is enough
    logit_bias: { 50256: -100 },
    user: "notes",
  });
  const [choice] = completion.choices;
  if (choice.finish_reason === "length") return `${choice.message.content} ...`;
  return choice.message.content;
}

export async function* stream(question) {
  const messages = [{ role: "user", content: question }];
  const parts = await llm().chat.completions.create({ model: "gpt-4o-mini", messages, stream: true });
  for await (const part of parts) yield part.choices[0]?.delta?.content ?? "";
}
