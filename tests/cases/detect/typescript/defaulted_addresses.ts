const official = "https://api.openai.com/v1/chat/completions"; //: base_url official
const shop = "https://shop.acme.dev/v1";

export const asked = process.env.VITE_ASK_API_ENDPOINT || official; //: env_var VITE_ASK_API_ENDPOINT
export const relayed = import.meta.env.VITE_CHAT_URL || "https://gpt.acme.dev/v1/"; //: env_var VITE_CHAT_URL -- = $VITE_CHAT_URL:-https://gpt.acme.dev/v1/ | base_url relayed
export const bought = process.env.SHOP_API_URL || shop;
export const other = process.env.DOCS_API_ENDPOINT ?? "https://docs.acme.dev/v1";

export const written = {
  Backend: {
    SHOP_PORT: "8000",
    SHOP_OPENAI_API_KEY: //: env_var SHOP_OPENAI_API_KEY
      answers.key || "change me",
    SHOP_STAGE: "dev",
  },
};
export const errors = { OPENAI_KEY_BAD: 1, notFound: 2, closed: 3 };
