import OpenAI from "openai"; //: sdk_import openai
export const openai = new OpenAI(); //: client_construction OpenAI
export const MODEL = "gpt-4o"; //: model_literal gpt-4o
