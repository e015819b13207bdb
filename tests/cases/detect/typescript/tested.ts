import { ChatOpenAI as Chat } from "@langchain/openai"; //: sdk_import @langchain/openai
import OpenAI from "openai"; //: sdk_import openai
import { ChatAnthropic } from "@langchain/anthropic";
import { OpenAIPool } from "./pool";

export function told(x: unknown) {
  if (x instanceof Chat) return 1; //: sdk_symbol @langchain/openai.ChatOpenAI -- +tested
  if (x instanceof OpenAI) return 2; //: sdk_symbol openai.OpenAI
  if (x instanceof ChatAnthropic || x instanceof OpenAIPool || x instanceof Error) return 3;
  return "x instanceof Chat";
}
