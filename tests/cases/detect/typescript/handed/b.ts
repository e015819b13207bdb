import { call } from "./a";
export const BASE = "https://api.openai.com"; //: base_url BASE
call(`${BASE}/v1/embeddings`); //: raw_http /v1/embeddings
