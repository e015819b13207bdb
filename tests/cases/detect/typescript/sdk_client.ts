import OpenAI, { AzureOpenAI, toFile as upload } from "openai"; //: sdk_import openai
import { zodResponseFormat } from "openai/helpers/zod"; //: sdk_import openai/helpers/zod

const client = new OpenAI({ apiKey: process.env.OPENAI_API_KEY, dangerouslyAllowBrowser: true }); //: client_construction OpenAI | env_var OPENAI_API_KEY
const azure = new AzureOpenAI({ endpoint: "https://x.openai.azure.com", apiVersion: "2024-06-01" }); //: client_construction AzureOpenAI | base_url endpoint

export async function ask(model: string) {
  const answer = await client.chat.completions.create({ model: "gpt-4o", messages: [] }); //: api_call chat.completions.create | model_literal gpt-4o
  const { data, response } = await client.chat.completions
    .create({ model, messages: [] }) //: api_call chat.completions.create
    .withResponse();
  await client.beta.chat.completions.parse({ //: api_call beta.chat.completions.parse
    model,
    response_format: zodResponseFormat(Answer, "answer"),
  });
  const runner = client.chat.completions.runTools({ model, tools: [] }).on("message", print); //: api_call chat.completions.run_tools
  const stream = client.chat.completions.stream({ model }); //: api_call chat.completions.stream
  for await (const part of stream) print(part);
  await client.responses.create({ model, input: "x" }); //: api_call responses.create
  await client.embeddings.create({ model: "text-embedding-3-small", input: "x" }); //: api_call embeddings.create | model_literal text-embedding-3-small
  await client.images.generate({ model: "dall-e-3" }); //: api_call images.generate | model_literal dall-e-3
  await client.audio.transcriptions.create({ file: await upload(data), model: "whisper-1" }); //: api_call audio.transcriptions.create | model_literal whisper-1
  await client.moderations.create({ input: "x" }); //: api_call moderations.create
  await client.files.create({ file, purpose: "batch" }); //: api_call files.create
  await client.fineTuning.jobs.create({ training_file: "f", model: "gpt-4o-mini-2024-07-18" }); //: api_call fine_tuning.jobs.create | model_literal gpt-4o-mini-2024-07-18
  await client.batches.create({ completion_window: "24h", endpoint: "/v1/chat/completions" }); //: api_call batches.create | raw_http /v1/chat/completions
  await client.beta.assistants.create({ model }); //: api_call beta.assistants.create
  await client.beta.threads.runs.createAndPoll(thread.id, { assistant_id: "a" }); //: api_call beta.threads.runs.create_and_poll
  await client.vectorStores.files.uploadAndPoll(store.id, file); //: api_call vector_stores.files.upload_and_poll
  await client.models.del("ft:gpt-4o:mine"); //: api_call models.delete | model_literal ft:gpt-4o:mine
  await client.post("/v1/special", { body: {} }); //: api_call post
  return azure.chat.completions.create({ model: "deployment" }); //: api_call chat.completions.create
}
