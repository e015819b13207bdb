import llm, { getClient } from "~/lib/openai";
import { helpers, llm as other, settings } from "../lib";
import { shared } from "@acme/ai";

export async function POST() {
  await llm.chat.completions.create({ ...settings, messages: [] }); //: api_call chat.completions.create
  await getClient().embeddings.create({ input: "x" }); //: api_call embeddings.create
  await other.moderations.create({ input: "x" }); //: api_call moderations.create
  await shared.models.list(); //: api_call models.list
  return helpers.ask("x");
}
