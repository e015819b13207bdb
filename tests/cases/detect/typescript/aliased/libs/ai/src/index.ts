import OpenAI from "openai"; //: sdk_import openai
export const ai = new OpenAI({ baseURL: "https://relay.acme.dev/v1" }); //: client_construction OpenAI | base_url baseURL
