import { Mistral } from '@mistralai/mistralai'

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY })

export const ask = (text: string) =>
  client.chat.complete({ model: 'mistral-small-latest', messages: [{ role: 'user', content: text }] })
