export const openaiPath = (prefix: string) => ({
  request: { method: "POST", path: prefix + "/chat/completions" }, //: raw_http /chat/completions
});
