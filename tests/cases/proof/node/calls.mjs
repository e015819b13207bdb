import https from 'node:https'

const BASE = 'https://api.openai.com/v1'
const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${process.env.OPENAI_API_KEY}` }

export async function fetchPlain() {
  const answer = await fetch('https://api.openai.com/v1/chat/completions', {
    method: 'POST',
    headers,
    body: JSON.stringify({
      model: 'gpt-4o',
      messages: [{ role: 'user', content: 'site node-fetch' }],
      temperature: 0,
      max_completion_tokens: 40,
    }),
  })
  await answer.text()
}

export async function fetchTemplate() {
  const answer = await fetch(`${BASE}/chat/completions`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'site node-template' }], stop: 'END' }),
  })
  await answer.text()
}

export async function fetchStream() {
  const answer = await fetch(BASE + '/chat/completions', {
    method: 'POST',
    headers: { ...headers, Accept: 'text/event-stream' },
    body: JSON.stringify({
      model: 'gpt-4o',
      messages: [{ role: 'developer', content: 'Brief.' }, { role: 'user', content: 'site node-stream' }],
      stream: true,
    }),
  })
  for await (const _ of answer.body);
}

export function request() {
  return new Promise((resolve, reject) => {
    const sent = https.request('https://api.openai.com/v1/chat/completions', { method: 'POST', headers }, (answer) => {
      answer.resume()
      answer.on('end', resolve)
    })
    sent.on('error', reject)
    sent.end(JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'site node-request' }], user: 'customer-5' }))
  })
}

export function requestOptions() {
  return new Promise((resolve, reject) => {
    const options = { hostname: 'api.openai.com', path: '/v1/chat/completions', method: 'POST', headers }
    const sent = https.request(options, (answer) => {
      answer.resume()
      answer.on('end', resolve)
    })
    sent.on('error', reject)
    sent.write(JSON.stringify({
      model: 'gpt-4o',
      messages: [{ role: 'user', content: 'site node-options' }],
      temperature: 0,
      max_completion_tokens: 30,
    }))
    sent.end()
  })
}

export async function embedding() {
  const answer = await fetch('https://api.openai.com/v1/embeddings', {
    method: 'POST',
    headers,
    body: JSON.stringify({ model: 'text-embedding-3-small', input: 'site node-embedding' }),
  })
  await answer.text()
}

for (const site of [fetchPlain, fetchTemplate, fetchStream, request, requestOptions, embedding]) await site()
