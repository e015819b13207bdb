import OpenAI, { APIError } from "openai"; //: sdk_import openai
import type { ChatCompletionMessageParam } from "openai/resources/chat/completions"; //: sdk_import openai/resources/chat/completions
import type { ChatCompletionTool as Tool } from "openai/resources"; //: sdk_import openai/resources

const history: ChatCompletionMessageParam[] = []; //: sdk_symbol openai/resources/chat/completions.ChatCompletionMessageParam
const tools: Array<Tool> = []; //: sdk_symbol openai/resources.ChatCompletionTool
let last: OpenAI.Chat.ChatCompletion | undefined; //: sdk_symbol openai.OpenAI.Chat.ChatCompletion

try {
  run(history, tools);
} catch (error) {
  if (error instanceof OpenAI.RateLimitError) wait(); //: sdk_symbol openai.RateLimitError
  if (error instanceof APIError && error.code === "context_length_exceeded") cut(); //: sdk_symbol openai.APIError | response_use error.code
}
