const base = process.env.BASE_URL;
const key = process.env.API_KEY;
const proxy = process.env.HTTPS_PROXY; //: proxy HTTPS_PROXY
const gptScript = document.querySelector("#gpt-slot");
googletag.defineSlot("/1234/gpt-ads", [300, 250], "div-gpt-ad-4");
