import { openai, MODEL } from "~ai";
import { NAME } from "$shared/names";
import { ai } from "@acme/ai";
import { streamer } from "@acme/ai/chat/stream";
import { ai as direct } from "@acme/direct";
import { service } from "llm-service";
import { other } from "~missing";
openai.chat.completions.create({ model: MODEL, messages: [] }); //: api_call chat.completions.create
openai.chat.completions.create({ model: NAME, messages: [] }); //: api_call chat.completions.create
ai.chat.completions.create({ model: "gpt-4o", messages: [] }); //: api_call chat.completions.create | model_literal gpt-4o
streamer.responses.create({ model: "gpt-4.1", input: "x" }); //: api_call responses.create | model_literal gpt-4.1
direct.chat.completions.create({ model: "gpt-4o", messages: [] }); //: api_call chat.completions.create | model_literal gpt-4o
service.chat.completions.create({ model: "gpt-4o", messages: [] }); //: api_call chat.completions.create | model_literal gpt-4o
other.send("x");
