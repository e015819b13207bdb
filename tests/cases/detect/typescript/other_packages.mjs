import { ChatGPTAPI } from "chatgpt"; //: sdk_import chatgpt
import { OpenAIClient, AzureKeyCredential } from "@azure/openai"; //: sdk_import @azure/openai
import { Agent, run, tool } from "@openai/agents"; //: sdk_import @openai/agents
import { encoding_for_model } from "tiktoken"; //: sdk_import tiktoken
import { encode } from "gpt-tokenizer"; //: sdk_import gpt-tokenizer
import { getEncoding } from "js-tiktoken"; //: sdk_import js-tiktoken

const api = new ChatGPTAPI({ apiKey, completionParams: { model: "gpt-4" } }); //: client_construction ChatGPTAPI | model_literal gpt-4
await api.sendMessage("Hello", { parentMessageId }); //: api_call sendMessage

const azure = new OpenAIClient("https://mine.openai.azure.com", new AzureKeyCredential(key)); //: client_construction OpenAIClient | base_url azure
await azure.getChatCompletions("gpt-4o", messages, { temperature: 0 }); //: api_call chat.completions.create | model_literal gpt-4o

const agent = new Agent({ name: "Helper", instructions: "Help.", model: "gpt-4.1" }); //: framework_client Agent | model_literal gpt-4.1
await run(agent, "Hi"); //: framework_client run
const weather = tool({ name: "weather" }); //: framework_client tool

const counter = encoding_for_model("gpt-4o"); //: tokenizer tiktoken.encoding_for_model | model_literal gpt-4o
encode(text).length; //: tokenizer gpt-tokenizer.encode
getEncoding("cl100k_base"); //: tokenizer js-tiktoken.getEncoding
