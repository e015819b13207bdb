// Of OpenAI's client, which another module makes.
export const settings = {
  key: process.env.API_KEY, //: env_var API_KEY
  model: process.env.MODEL, //: env_var MODEL
  port: process.env.PORT,
};
export const OWN_SERVER = import.meta.env.VITE_API_BASE_URL;
