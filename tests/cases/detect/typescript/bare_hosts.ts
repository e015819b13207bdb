import https from "https";

const send = (hostname: string, path: string, json: unknown) =>
  https.request({ port: 443, hostname, path, method: "POST" }, () => json);

export const ask = (json: unknown) =>
  send(
    "api.openai.com", //: base_url host
    "/v1/chat/completions", //: raw_http /v1/chat/completions
    json,
  );

export const other = () => send("api.example.com", "/v1/chat/completions", {});
export const status = () => console.log("api.openai.com", "is down");
export const title = "status.openai.com";
