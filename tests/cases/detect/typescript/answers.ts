import OpenAI from "openai"; //: sdk_import openai
const client = new OpenAI(); //: client_construction OpenAI
const messages = [];
while (true) {
  const { choices, usage } = await client.chat.completions.create({ model, messages, tools }); //: api_call chat.completions.create
  const message = choices[0].message;
  messages.push({ role: "assistant", content: message.content, tool_calls: message.tool_calls }); //: message_history messages
  if (choices[0].finish_reason !== "tool_calls") break; //: response_use finish_reason
  count(usage.prompt_tokens); //: response_use usage
  messages.push({ role: "user", content: "next" });
}
const kept = past.map((m) => ({ role: m.role, content: m.content, tool_calls: m.tool_calls })); //: message_history messages
const whole = past.map((m) => ({ ...m, role: m.role, tool_calls: m.tool_calls }));
const said = past.map((m) => ({ role: m.role, content: m.content }));
