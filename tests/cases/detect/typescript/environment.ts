import { z } from "zod";

const direct = process.env.OPENAI_API_KEY ?? ""; //: env_var OPENAI_API_KEY
const quoted = process.env["OPENAI_BASE_URL"]; //: env_var OPENAI_BASE_URL
const vite = import.meta.env.VITE_OPENAI_API_KEY; //: env_var VITE_OPENAI_API_KEY
const next = process.env.NEXT_PUBLIC_OPENAI_MODEL || "gpt-4o"; //: env_var NEXT_PUBLIC_OPENAI_MODEL | model_literal gpt-4o
const { OPENAI_ORG_ID, OPENAI_MODEL: model = "gpt-4.1", PORT } = process.env; //: env_var OPENAI_ORG_ID | env_var OPENAI_MODEL | model_literal gpt-4.1
const deno = Deno.env.get("OPENAI_API_KEY"); //: env_var OPENAI_API_KEY
const schema = z.object({ OPENAI_API_KEY: z.string(), PORT: z.number() }); //: env_var OPENAI_API_KEY
const env = schema.parse(process.env);
use(env.OPENAI_API_KEY, env.PORT); //: env_var OPENAI_API_KEY
requireEnv("AZURE_OPENAI_KEY"); //: env_var AZURE_OPENAI_KEY
const built = process.env[`${vendor.toUpperCase()}_API_KEY`]; //: env_var *_API_KEY
process.env.OPENAI_API_KEY = "x"; //: env_var OPENAI_API_KEY
process.env.DATABASE_URL;
const base = process.env.BASE_URL; //: env_var BASE_URL
throw new Error("OPENAI_API_KEY is missing");

const chosen = process.env.MODEL || (local ? "openai/gpt-4o-mini" : "gpt-4o-mini"); //: env_var MODEL | model_literal openai/gpt-4o-mini | model_literal gpt-4o-mini
const car = process.env.CAR_MODEL || "beetle";
const engine = process.env.ASK_ENGINE || "gpt-4o-mini"; //: env_var ASK_ENGINE | model_literal gpt-4o-mini
const listed = process.env["ASK_LIST"] ?? "text-embedding-3-small"; //: env_var ASK_LIST | model_literal text-embedding-3-small
const theme = process.env.THEME || "gpt-dark-theme.css";
const owner = process.env.OWNER || "ada";
const bucketOf = process.env.OPENAI_EXPORTS_BUCKET;

export const troubles = { a: "ERROR_OPENAI_API_KEY_NO_GPT4", b: "OPENAI_KEY_MISSING" };
