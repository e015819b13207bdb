import { fetchEventSource } from "@fortaine/fetch-event-source";
import { Agent, ProxyAgent } from "undici";
import https from "node:https";

const openaiUrl = "https://api.openai.com/v1/chat/completions"; //: base_url openaiUrl

export async function ask(body: unknown, proxy: string) {
  await fetchEventSource(openaiUrl, { method: "POST", body: JSON.stringify(body) }); //: raw_http /v1/chat/completions
  await fetch(openaiUrl, { method: "POST", dispatcher: new Agent({ bodyTimeout: 0 }) }); //: raw_http /v1/chat/completions
  await fetch(openaiUrl, { method: "POST", agent: new https.Agent({ keepAlive: true }) }); //: raw_http /v1/chat/completions
  return fetch(openaiUrl, { method: "POST", dispatcher: new ProxyAgent(proxy) }); //: raw_http /v1/chat/completions | proxy ProxyAgent
}

async function fetchJson(url: string, headers: Record<string, string>) {
  return (await fetch(url, { headers })).json();
}

export async function listed(key: string) {
  const page = new URL("https://api.anthropic.com/v1/models");
  await fetchJson(page.toString(), { "x-api-key": key });
  return fetchJson("https://api.openai.com/v1/models", { Authorization: key }); //: raw_http /v1/models
}
