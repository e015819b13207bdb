import { OpenAI } from "openai"; //: sdk_import openai
export const shared = new OpenAI(); //: client_construction OpenAI
