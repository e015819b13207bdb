import { defineConfig } from "vite";

export default defineConfig({
  server: {
    proxy: {
      "/api": "https://api.openai.com", //: base_url /api -- -> official:openai
      "/v1": { target: "https://api.openai.com", changeOrigin: true }, //: base_url target
      "/env": { target: process.env.OPENAI_BASE_URL || "https://api.openai.com/v1" }, //: base_url target | env_var OPENAI_BASE_URL
      "/other": { target: "http://localhost:3000" },
      "/docs": "https://docs.example.org",
    },
  },
});
