import axios from "axios";
import { request } from "undici";
import { CHAT_URL } from "./urls";

const HEADERS = { Authorization: `Bearer ${process.env.OPENAI_API_KEY}` }; //: env_var OPENAI_API_KEY
const BASE = "https://api.openai.com"; //: base_url BASE
const http = axios.create({ baseURL: "https://api.openai.com/v1", headers: HEADERS }); //: base_url baseURL

export async function ask(body: object) {
  await fetch("https://api.openai.com/v1/chat/completions", { method: "POST", body: JSON.stringify({ model: "gpt-4o" }) }); //: raw_http /v1/chat/completions | model_literal gpt-4o
  await fetch(`${BASE}/v1/embeddings`, { headers: HEADERS }); //: raw_http /v1/embeddings
  await fetch(BASE + "/v1/models"); //: raw_http /v1/models
  await axios.post("https://api.openai.com/v1/images/generations", body, { headers: HEADERS }); //: raw_http /v1/images/generations
  await axios({ method: "post", url: `https://api.openai.com/v1/moderations`, data: body }); //: raw_http /v1/moderations
  await http.post("/chat/completions", body); //: raw_http /v1/chat/completions
  await request(new URL("/v1/responses", BASE)); //: raw_http /v1/responses
  await fetchWithRetry("https://openrouter.ai/api/v1/chat/completions", { body }); //: raw_http /v1/chat/completions
  await fetch("/api/chat", { method: "POST" });
  await fetch("https://api.github.com/v1/models");
  return axios.get("/v1/users");
}
