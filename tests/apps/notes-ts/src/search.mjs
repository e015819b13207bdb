import { MODELS, ORIGIN } from "./config.mjs";
import { llm } from "./llm.mjs";

export async function vectors(texts) {
  const { data } = await llm().embeddings.create({ model: MODELS.vectors, input: texts });
  return data.map((row) => row.embedding);
}

/** The same question without the SDK, for places where it is too large. */
export async function bare(question) {
  const response = await fetch(`${ORIGIN}/chat/completions`, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      Authorization: `Bearer ${process.env.OPENAI_API_KEY}`,
    },
    body: JSON.stringify({
      model: "gpt-4o-mini",
      messages: [{ role: "user", content: question }],
      temperature: 0.2,
    }),
  });
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${await response.text()}`);
  const { choices } = await response.json();
  return choices[0].message.content;
}
