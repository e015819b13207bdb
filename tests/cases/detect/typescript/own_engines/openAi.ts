import { Tiktoken } from "@dqbd/tiktoken/lite"; //: sdk_import @dqbd/tiktoken/lite
import OpenAI from "openai"; //: sdk_import openai

export class OpenAiEngine {
  client: OpenAI;
  encoding = new Tiktoken(ranks); //: tokenizer @dqbd/tiktoken.Tiktoken
  constructor(config: { baseURL: string }) {
    this.client = new OpenAI(config); //: client_construction OpenAI
  }
}
