export { openai as llm, getClient } from "./openai.js";
export * from "../config";
export * as helpers from "./helpers";
