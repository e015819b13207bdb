import OpenAI from "openai"; //: sdk_import openai
import { BASE } from "@/config";
let client: OpenAI | undefined;
export function getClient() {
  client ??= new OpenAI({ baseURL: BASE }); //: client_construction OpenAI
  return client;
}
export const openai = getClient();
export default openai;
