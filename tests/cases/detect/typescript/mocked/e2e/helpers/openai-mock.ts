export const answer = (prefix: string) => ({
  request: { method: "POST", path: prefix + "/chat/completions" },
  response: { status: 200, body: "{}" },
});
