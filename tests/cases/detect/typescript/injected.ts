import { Inject, Injectable, Module } from "@nestjs/common";
import { ConfigService } from "@nestjs/config";
import OpenAI from "openai"; //: sdk_import openai

@Module({
  providers: [
    {
      provide: OpenAI,
      useFactory: (config: ConfigService) =>
        new OpenAI({ apiKey: config.get("OPENAI_API_KEY"), baseURL: config.get("OPENAI_BASE_URL") }), //: client_construction OpenAI -- -> user_defined:OPENAI_BASE_URL | env_var OPENAI_API_KEY | env_var OPENAI_BASE_URL
      inject: [ConfigService],
    },
  ],
})
export class AppModule {}

@Injectable()
export class ChatService {
  constructor(
    private readonly ai: OpenAI,
    @Inject("OPENAI_CLIENT") private readonly openai,
    private readonly groqClient,
    private readonly store,
  ) {}

  typed = () => this.ai.chat.completions.create({ model: "gpt-4o", messages: [], stream: true, tools: [] }); //: api_call chat.completions.create -- stream=True; tools=[0]; +stream; +tools; +async; ~high | model_literal gpt-4o

  async named(text: string) {
    await this.openai.chat.completions.create({ model: text, messages: [], temperature: 0.4 }); //: api_call chat.completions.create -- model=?; temperature=0.4; -> unknown; ~medium
    await this.groqClient.chat.completions.create({ model: "llama3", messages: [] });
    await this.store.files.create({ name: text });
    return this.store.completions.create({ text });
  }
}

class Relay extends OpenAI { //: client_construction OpenAI -- +subclass
  constructor(key: string) {
    super({ apiKey: key, baseURL: "https://relay.example.org/v1" }); //: client_construction OpenAI -- baseURL=https://relay.example.org/v1; -> relay:relay.example.org | base_url baseURL
  }
}
new Relay("x").responses.create({ model: "gpt-4o", input: "x" }); //: api_call responses.create | model_literal gpt-4o

const create = OpenAI.Chat.Completions.prototype.create; //: sdk_symbol openai.OpenAI.Chat.Completions.prototype.create
OpenAI.Chat.Completions.prototype.create = function (body, options) { //: sdk_symbol openai.OpenAI.Chat.Completions.prototype.create
  return create.call(this, body, options);
};
const lazy = () => new OpenAI(); //: client_construction OpenAI -- -> official:openai
lazy().embeddings.create({ model: "text-embedding-3-small", input: "a", dimensions: 256 }); //: api_call embeddings.create -- dimensions=256 | model_literal text-embedding-3-small
