const { Configuration, OpenAIApi } = require("openai"); //: sdk_import openai

const configuration = new Configuration({ apiKey: process.env.OPENAI_API_KEY, basePath: "https://oai.helicone.ai/v1" }); //: client_construction Configuration | env_var OPENAI_API_KEY | base_url basePath
const openai = new OpenAIApi(configuration); //: client_construction OpenAIApi

exports.ask = async (prompt) => {
  const a = await openai.createChatCompletion({ model: "gpt-3.5-turbo", messages: [{ role: "user", content: prompt }] }); //: api_call chat.completions.create | model_literal gpt-3.5-turbo
  const b = await openai.createCompletion({ model: "text-davinci-003", prompt }); //: api_call completions.create | model_literal text-davinci-003
  await openai.createEmbedding({ model: "text-embedding-ada-002", input: prompt }); //: api_call embeddings.create | model_literal text-embedding-ada-002
  return a.data.choices[0].finish_reason === "length" ? b : a; //: response_use finish_reason
};
