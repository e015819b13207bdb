import { NextResponse } from 'next/server'
import { ai, MODEL } from '@/lib/ai'

export async function POST(req: Request) {
  const { ingredients } = await req.json()
  const stream = await ai.chat.completions.create({
    model: MODEL,
    stream: true,
    messages: [{ role: 'user', content: `A recipe with ${ingredients}` }],
  })
  return new Response(stream.toReadableStream())
}
