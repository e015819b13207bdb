// import OpenAI from "openai"; new OpenAI(); model: "gpt-4o"
/* fetch("https://api.openai.com/v1/chat/completions") */
const text = `call openai.chat.completions.create({ model: "gpt-4o" }) yourself`;
const link = "https://platform.openai.com/api-keys";
const messages = { error: "OPENAI_API_KEY is missing", title: "gpt-4o", description: "https://api.openai.com/v1" };
toast.error("https://api.openai.com/v1");
t("settings.openai.apiKey");
const openai = { chat: () => "hi" };
openai.chat();
router.post("/v1/chat/completions", handler);
expect(url).toBe("/v1/embeddings");
const speech = "whisper";
