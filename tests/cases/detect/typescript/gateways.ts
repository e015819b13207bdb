import OpenAI, { AzureOpenAI } from "openai"; //: sdk_import openai

new OpenAI({ baseURL: "https://api.openai.com/v1" }); //: client_construction OpenAI -- -> official:openai | base_url baseURL
new OpenAI({ baseURL: "https://openrouter.ai/api/v1" }); //: client_construction OpenAI -- -> relay:openrouter.ai | base_url baseURL
new OpenAI({ baseURL: "https://oai.helicone.ai/v1" }); //: client_construction OpenAI -- -> relay:oai.helicone.ai | base_url baseURL
new OpenAI({ baseURL: "https://gateway.ai.cloudflare.com/v1/a/g/openai" }); //: client_construction OpenAI -- -> relay:gateway.ai.cloudflare.com | base_url baseURL
new OpenAI({ baseURL: "https://one-api.example.org/v1" }); //: client_construction OpenAI -- -> relay:one-api.example.org | base_url baseURL
new OpenAI({ baseURL: "http://localhost:3000/v1" }); //: client_construction OpenAI -- -> other:localhost:3000 | base_url baseURL
new OpenAI({ baseURL: "https://api.groq.com/openai/v1" }); //: client_construction OpenAI -- -> other:groq | base_url baseURL
new OpenAI({ baseURL: process.env.LLM_URL }); //: client_construction OpenAI -- baseURL=$LLM_URL; -> user_defined:LLM_URL | env_var LLM_URL
new AzureOpenAI({ endpoint: "https://mine.openai.azure.com" }); //: client_construction AzureOpenAI -- -> azure | base_url endpoint

export const site = "https://openrouter.example.org/docs";
export const pages = ["https://www.helicone.example.org", "https://gateway.example.org/v1/users"];
