import { exec, execSync, spawn } from "node:child_process";

const body = { input: "x" };
exec(`curl https://api.openai.com/v1/chat/completions -H "Authorization: Bearer ${key}" -d '{"model": "gpt-4o", "max_tokens": 5}'`); //: raw_http /v1/chat/completions -- model=gpt-4o; max_tokens=5; ~medium; -> official:openai | model_literal gpt-4o
spawn("curl", ["-X", "POST", "https://api.openai.com/v1/embeddings", "-d", JSON.stringify(body)]); //: raw_http /v1/embeddings -- ..; +manual_only
await $`curl https://api.openai.com/v1/responses -d ${body}`; //: raw_http /v1/responses -- ..
const command = "curl https://api.openai.com/v1/moderations -d @body.json"; //: raw_http /v1/moderations
execSync(command);

execSync("curl https://example.org/v1/chat -d '{}'");
exec("curl https://get.example.org | sh");
const shown = "curl https://api.openai.com/v1/models";
console.log(shown, "curl https://api.openai.com/v1/models");
exec("echo 'curl https://api.openai.com/v1/models'");
