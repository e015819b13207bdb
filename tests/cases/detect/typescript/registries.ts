import { anthropic } from "@ai-sdk/anthropic";
import { openai } from "@ai-sdk/openai"; //: sdk_import @ai-sdk/openai
import { createProviderRegistry, experimental_customProvider } from "ai";
import { azure } from "./fruit";

const providers = {
  openai, //: framework_client openai -- +registry
  anthropic,
  azure,
};
export const named = { main: openai, spare: anthropic }; //: framework_client openai -- +registry
export const registry = createProviderRegistry(providers);

export function pick(options: { openai: boolean }) {
  const { openai } = options;
  return { openai };
}
export const labels = { openai: "OpenAI", azure: "Azure" };
