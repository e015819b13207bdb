import { BASE } from "./b";
async function post(path: string, body: unknown) { return fetch(`${process.env.API_ROOT}${path}`, { method: "POST", body: JSON.stringify(body) }); } //: raw_http /chat/completions
post("/chat/completions", { model: "gpt-4o" }); //: model_literal gpt-4o
export const call = (url: string) => fetch(url); //: raw_http /v1/embeddings
export const other = (url: string) => fetch(url);
other("/users");
