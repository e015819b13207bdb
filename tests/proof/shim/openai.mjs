// What the tests need of npm's openai (4 and later): bodies are sent as they are given, answers come back parsed.
class OpenAI {
  constructor({ apiKey = process.env.OPENAI_API_KEY, baseURL = process.env.OPENAI_BASE_URL, ...rest } = {}) {
    if (!apiKey) throw new Error("The OPENAI_API_KEY environment variable is missing or empty");
    if (Object.keys(rest).length) throw new Error(`unknown options: ${Object.keys(rest)}`);
    const create = (path) => ({ create: (body) => post(baseURL + path, apiKey, body) });
    this.chat = { completions: create("/chat/completions") };
    this.responses = create("/responses");
    this.embeddings = create("/embeddings");
  }
}

async function post(url, key, body) {
  const answer = await fetch(url, {
    method: "POST",
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  if (body.stream) return events(await answer.text());
  const found = await answer.json();
  if (found.object === "response") found.output_text = found.output[0].content?.[0].text ?? "";
  return found;
}

async function* events(text) {
  for (const line of text.split("\n\n")) {
    if (line.startsWith("data: {")) yield JSON.parse(line.slice(6));
  }
}

export default OpenAI;
export { OpenAI };
