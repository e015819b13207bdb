export const post = (path: string) => fetch(`${process.env.API_ROOT}${path}`);
post("/users");
router.post("/v1/chat/completions", handler);
app.get("/v1/models", handler);
const answer = '{"id": "chatcmpl-1", "model": "gpt-4o", "choices": []}';
