import OpenAI from "openai"; //: sdk_import openai

export enum Provider {
  OPENAI = "OPENAI",
  AZURE_OPENAI = "AZURE_OPENAI",
}

const key = process.env.ACME_TOKEN; //: env_var ACME_TOKEN
const store = process.env.ACME_STORE;
const { INFERENCE_HOST, ACME_SHELF } = process.env; //: env_var INFERENCE_HOST
export const client = new OpenAI({ apiKey: key, baseURL: INFERENCE_HOST }); //: client_construction OpenAI
open(store, ACME_SHELF, Provider.OPENAI);
