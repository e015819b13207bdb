import { openai, createOpenAI } from "@ai-sdk/openai"; //: sdk_import @ai-sdk/openai
import { createOpenAICompatible } from "@ai-sdk/openai-compatible"; //: sdk_import @ai-sdk/openai-compatible
import { anthropic } from "@ai-sdk/anthropic";
import { embed, generateObject, generateText, streamText } from "ai"; //: sdk_import ai
import { AzureChatOpenAI, ChatOpenAI, OpenAIEmbeddings } from "@langchain/openai"; //: sdk_import @langchain/openai
import { ChatAnthropic } from "@langchain/anthropic";
import { initChatModel } from "langchain/chat_models/universal"; //: sdk_import langchain/chat_models/universal
import { OpenAI as LlamaOpenAI, VectorStoreIndex } from "llamaindex"; //: sdk_import llamaindex

const provider = createOpenAI({ baseURL: "https://api.groq.com/openai/v1", apiKey }); //: framework_client createOpenAI | base_url baseURL
const local = createOpenAICompatible({ name: "local", baseURL: "http://localhost:1234/v1" }); //: framework_client createOpenAICompatible | base_url baseURL

await generateText({ model: openai("gpt-4o"), prompt }); //: framework_client generateText | framework_client openai | model_literal gpt-4o
streamText({ model: openai.responses("gpt-5"), messages }); //: framework_client streamText | framework_client openai | model_literal gpt-5
await generateObject({ model: "openai/gpt-4o-mini", schema }); //: framework_client generateObject | model_literal openai/gpt-4o-mini
await generateText({ model: anthropic("claude-sonnet-4"), prompt });
await generateText({ model: "anthropic/claude-sonnet-4", prompt });
await embed({ model: openai.embedding("text-embedding-3-small"), value }); //: framework_client embed | framework_client OpenAIEmbedding | model_literal text-embedding-3-small
streamText({ model: provider("llama-3.3-70b"), messages }); //: framework_client streamText | framework_client openai
local.chatModel("qwen3"); //: framework_client openai

const chat = new ChatOpenAI({ modelName: "gpt-4o", configuration: { baseURL: process.env.OPENAI_PROXY_URL } }); //: framework_client ChatOpenAI | model_literal gpt-4o | env_var OPENAI_PROXY_URL
const azure = new AzureChatOpenAI({ azureOpenAIApiDeploymentName: "gpt-4o" }); //: framework_client AzureChatOpenAI | model_literal gpt-4o
const vectors = new OpenAIEmbeddings(); //: framework_client OpenAIEmbeddings
const claude = new ChatAnthropic({ model: "claude-sonnet-4" });
const any = await initChatModel("gpt-4.1", { modelProvider: "openai" }); //: framework_client initChatModel | model_literal gpt-4.1
const llama = new LlamaOpenAI({ model: "gpt-4o" }); //: framework_client OpenAI | model_literal gpt-4o
