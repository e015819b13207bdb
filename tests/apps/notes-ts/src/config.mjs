export const MODELS = {
  chat: process.env.NOTES_MODEL || "gpt-4o-mini",
  careful: "gpt-4o",
  vectors: "text-embedding-3-small",
};

export const ORIGIN = "https://api.openai.com/v1"; // without a slash at the end

export const isCareful = (model) => model === "gpt-4o";
