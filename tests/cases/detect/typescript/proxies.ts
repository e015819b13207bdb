import { HttpsProxyAgent } from "https-proxy-agent";
import { ProxyAgent, fetch as undici } from "undici";
import OpenAI from "openai"; //: sdk_import openai

const agent = new HttpsProxyAgent(process.env.HTTPS_PROXY!); //: proxy HttpsProxyAgent | proxy HTTPS_PROXY
const client = new OpenAI({ //: client_construction OpenAI
  httpAgent: agent, //: proxy httpAgent
});
const relay = new OpenAI({ //: client_construction OpenAI
  baseURL: "https://oai.helicone.ai/v1", //: base_url baseURL
  fetchOptions: { dispatcher: new ProxyAgent("http://proxy:8080") }, //: proxy ProxyAgent
});
