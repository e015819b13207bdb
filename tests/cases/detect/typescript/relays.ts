// Relays: what is asked of them is asked of the API.
const TARGET = "api.openai.com"; //: base_url TARGET
const GARDEN = "garden.example";

addEventListener("fetch", (event) => {
  const asked = new URL(event.request.url);
  asked.hostname = TARGET;
  event.respondWith(fetch(new Request(asked, event.request))); //: raw_http /
});

export async function direct(request: Request) {
  const turned = new URL(request.url);
  turned.host = "api.openai.com"; //: base_url turned.host
  const made = new Request(turned, { headers: request.headers });
  return fetch(made); //: raw_http /
}

export async function joined(request: Request) {
  const { pathname, search } = new URL(request.url);
  const whole = new URL(pathname + search, "https://api.openai.com").href; //: base_url whole
  return fetch(whole, { headers: request.headers }); //: raw_http /
}

export async function elsewhere(request: Request) {
  const other = new URL(request.url);
  other.host = GARDEN;
  await fetch(other);
  const compared = new URL(request.url);
  if (compared.host === "garden.example") return fetch(compared);
  return fetch(request);
}
