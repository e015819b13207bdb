// `import OpenAI from "openai"` finds the stand-in next to this file.
import { register } from "node:module";

const stand = new URL("./openai.mjs", import.meta.url).href;
const hook = `export async function resolve(name, context, next) {
  return name === "openai" ? { url: ${JSON.stringify(stand)}, shortCircuit: true } : next(name, context);
}`;
register(`data:text/javascript,${encodeURIComponent(hook)}`);
