import OpenAI from "openai"; //: sdk_import openai
const deepseek = new OpenAI({ baseURL: "https://api.deepseek.com/v1", apiKey: process.env.DEEPSEEK_API_KEY }); //: client_construction OpenAI | base_url baseURL
await deepseek.chat.completions.create({ model: "deepseek-chat", messages }); //: api_call chat.completions.create
