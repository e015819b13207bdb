import got from "got";
import ky from "ky";
import superagent from "superagent";
import { $fetch, ofetch } from "ofetch";
import WebSocket from "ws";
import { fetchEventSource } from "@microsoft/fetch-event-source";

const ADDRESS = "https://api.openai.com/v1/chat/completions"; //: base_url ADDRESS
got.post(ADDRESS, { json: { model: "gpt-4o", messages: [], max_tokens: 10 } }); //: raw_http /v1/chat/completions -- url=^https://api.openai.com/v1/chat/completions; model=gpt-4o; max_tokens=10; ~high; -> official:openai | model_literal gpt-4o
ky.post("https://api.openai.com/v1/embeddings", { json: { model: "text-embedding-3-small", input: text } }); //: raw_http /v1/embeddings -- input=? | model_literal text-embedding-3-small
superagent.post("https://api.openai.com/v1/chat/completions").send({ model: "gpt-4o", messages: [] }); //: raw_http /v1/chat/completions -- .. | model_literal gpt-4o
$fetch("/chat/completions", { baseURL: "https://api.openai.com/v1", method: "POST", body: { model: "gpt-4o" } }); //: base_url baseURL | raw_http /v1/chat/completions -- model=gpt-4o | model_literal gpt-4o
ofetch(ADDRESS, { method: "POST", body: { model: process.env.OPENAI_MODEL ?? "gpt-4o-mini" } }); //: raw_http /v1/chat/completions -- model=$OPENAI_MODEL:-gpt-4o-mini | env_var OPENAI_MODEL | model_literal gpt-4o-mini
fetchEventSource(ADDRESS, { method: "POST", body: JSON.stringify({ model: "gpt-4o", stream: true }) }); //: raw_http /v1/chat/completions -- stream=True; +stream | model_literal gpt-4o
new WebSocket("wss://api.openai.com/v1/realtime?model=gpt-4o-realtime-preview", { headers: {} }); //: raw_http /v1/realtime | model_literal gpt-4o-realtime-preview
const api = ky.create({ prefixUrl: "https://api.openai.com/v1" }); //: base_url prefixUrl
api.post("chat/completions", { json: { model: "gpt-4o" } }); //: raw_http /v1/chat/completions | model_literal gpt-4o
const extended = got.extend({ prefixUrl: "https://api.openai.com/v1" }); //: base_url prefixUrl
extended.post("embeddings", { json: { model: "text-embedding-3-small" } }); //: raw_http /v1/embeddings | model_literal text-embedding-3-small

ky.post("https://example.org/v1/items", { json: { model: "beetle" } });
$fetch("/models", { baseURL: "https://example.org/api" });
new WebSocket("wss://example.org/v1/socket?model=beetle");
navigator.sendBeacon("https://stats.example.org/v1/embeddings-page");
got.post("https://example.org/v1/chat/completions-log");
