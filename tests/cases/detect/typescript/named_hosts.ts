const apiVersion = pick() ? "2024-05-01-preview" : "2024-02-01"; //: config_key apiVersion -- = 2024-05-01-preview; -> azure | config_key apiVersion
const schemaVersion = "2024-02-01";
const since = "2023-03-15";

export const isAzure = (address: string) => address.includes("openai.azure.com"); //: base_url host -- -> azure
export const isShop = (address: string) => address.includes("shop.azure.com");

export const hosts = {
  first: "https://chatgpt-relay.acme.dev/v1/", //: base_url first -- -> relay:chatgpt-relay.acme.dev
  second: "https://openai.acme.dev/proxy/v1", //: base_url second
  page: "https://chatgpt-news.acme.dev/v1/articles",
  shop: "https://shop.acme.dev/v1/",
};

export const path = (model: string) => `openai/deployments/${model}/chat/completions?api-version=${apiVersion}`; //: raw_http /chat/completions
