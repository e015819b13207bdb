import * as sdk from "openai"; //: sdk_import openai
import { default as Client, OpenAI as Sdk } from "openai"; //: sdk_import openai

class Service {
  private readonly openai: Client;
  #hidden = new Sdk(); //: client_construction OpenAI
  static shared = new sdk.OpenAI(); //: client_construction OpenAI

  constructor(
    private readonly injected: Sdk,
    options: { client?: Client } = {},
  ) {
    this.openai = new sdk.default(); //: client_construction OpenAI
    options.client?.models.list(); //: api_call models.list
  }

  get chat() {
    return this.openai.chat;
  }

  async ask() {
    await this.injected.responses.create({ input: "x" }); //: api_call responses.create
    await this.#hidden.embeddings.create({ input: "x" }); //: api_call embeddings.create
    await Service.shared.moderations.create({ input: "x" }); //: api_call moderations.create
    return this.chat.completions.create({ messages: [] }); //: api_call chat.completions.create
  }
}

class Child extends Service {
  more = async () => this.openai!.images.generate({ prompt: "x" }); //: api_call images.generate
}

let lazy: Client | null = null;
const getClient = (): Client => (lazy ??= new Client({ apiKey })); //: client_construction OpenAI
const made = async () => new Sdk(); //: client_construction OpenAI
const table = { fast: new Sdk(), "slow one": getClient() }; //: client_construction OpenAI

async function use({ client, name = "x" }: { client: Sdk; name?: string }, deps: Deps) {
  const { completions } = client.chat;
  const create = completions.create.bind(completions);
  await completions.create({ messages: [] }); //: api_call chat.completions.create
  await create({ messages: [] }); //: api_call chat.completions.create
  await getClient().chat.completions.create({ messages: [] }); //: api_call chat.completions.create
  await (await made()).chat["completions"].create({ messages: [] }); //: api_call chat.completions.create
  await table.fast.models.list(); //: api_call models.list
  await table["slow one"].models.list(); //: api_call models.list
  await deps.llm.embeddings.create({ input: name }); //: api_call embeddings.create
  await retry(client.chat.completions.create, { messages: [] }); //: api_call chat.completions.create
}

interface Deps {
  llm: Sdk;
}

function passed(api) {
  return api.responses.create({ input: "x" }); //: api_call responses.create
}

passed(getClient());
