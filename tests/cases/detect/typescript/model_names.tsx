export const DEFAULT_MODEL = "gpt-4o"; //: model_literal gpt-4o
export enum Models {
  Fast = "gpt-4o-mini", //: model_literal gpt-4o-mini
  Vectors = 'text-embedding-3-large', //: model_literal text-embedding-3-large
}
export type Model = "gpt-4" | "gpt-3.5-turbo" | string; //: model_literal gpt-4 | model_literal gpt-3.5-turbo
export const LIMITS: Record<string, number> = {
  "gpt-4-turbo": 128_000, //: model_literal gpt-4-turbo
  'gpt-3.5-turbo-16k': 16_384, //: model_literal gpt-3.5-turbo-16k
};
export const LIST = ["o1", "o3-mini", "gpt-4.1"]; //: model_literal o1 | model_literal o3-mini | model_literal gpt-4.1
export function limit(model: string, fallback = "gpt-4o-mini") { //: model_literal gpt-4o-mini
  if (model.startsWith("gpt-4") || model === "o3") return 8192; //: model_literal gpt-4 | model_literal o3
  if (/^gpt-4[.o]/.test(model)) return 4096; //: model_literal /^gpt-4[.o]/
  switch (model) {
    case "chatgpt-4o-latest": //: model_literal chatgpt-4o-latest
      return 1;
  }
  return ["gpt-4-32k"].includes(model) ? 32768 : 4096; //: model_literal gpt-4-32k
}
export const Picker = () => (
  <select title="gpt-4o" defaultValue={`gpt-4o`}>{/* //: model_literal gpt-4o */}
    <option value="gpt-4o">gpt-4o is the best</option>{/* //: model_literal gpt-4o */}
    <p>Powered by gpt-4 and OPENAI_API_KEY</p>
  </select>
);
export const shown = [{ id: "gpt-4o", name: "gpt-4o", label: "gpt-4" }]; //: model_literal gpt-4o
console.log("gpt-4");
export const o1 = { grade: "o1", name: "ada" };
export const part = "model gpt-4o " + "gpt-4";
export const folder = "assets/gpt-4/icon.png";
