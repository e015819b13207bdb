import OpenAI from "openai";

let client;

/** The one client of the process. */
export function llm() {
  client ??= new OpenAI({
    apiKey: process.env.OPENAI_API_KEY,
    organization: process.env.OPENAI_ORG_ID, // bills go there
    maxRetries: 0,
  });
  return client;
}
