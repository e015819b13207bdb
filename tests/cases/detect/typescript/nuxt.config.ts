export default defineNuxtConfig({
  runtimeConfig: {
    openai: { apiKey: process.env.OPENAI_API_KEY }, //: config_key openai | env_var OPENAI_API_KEY
    public: { title: "gpt-4o" },
  },
  routeRules: {
    "/api/openai/**": { proxy: "https://api.openai.com/v1/**" }, //: base_url proxy -- -> official:openai
    "/proxy/**": { proxy: { to: "https://api.openai.com/**" } }, //: base_url to
    "/docs/**": { redirect: "https://docs.example.org/**" },
    "/old/**": { proxy: "https://example.org/**" },
  },
  nitro: { devProxy: { "/v1": { target: "https://api.openai.com/v1" } } }, //: base_url target
});
