import OpenAI from "openai"; //: sdk_import openai
export const service = new OpenAI(); //: client_construction OpenAI
