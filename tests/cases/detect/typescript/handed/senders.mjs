export async function streamed(resource, options) {
  const { onMessage, ...rest } = options;
  const answer = await fetch(resource, rest).catch(onMessage); //: raw_http /v1/chat/completions
  return answer;
}
export async function unused(resource) {
  return fetch(resource);
}
