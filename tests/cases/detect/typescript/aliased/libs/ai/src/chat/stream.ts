import OpenAI from "openai"; //: sdk_import openai
export const streamer = new OpenAI(); //: client_construction OpenAI
