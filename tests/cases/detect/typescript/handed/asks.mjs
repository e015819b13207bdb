import { streamed } from "./senders.mjs";
export async function ask(root) {
  await streamed(`${root}/v1/chat/completions`, { body: JSON.stringify({ model: "gpt-4o" }) }); //: raw_http /chat/completions | model_literal gpt-4o
}
