export const BASE = "https://api.openai.com/v1"; //: base_url BASE
export const settings = { model: "gpt-4o", temperature: 0.2 }; //: model_literal gpt-4o
