import { Pinecone } from '@pinecone-database/pinecone'
import { pgTable, vector } from 'drizzle-orm/pg-core'
import OpenAI from 'openai' //: sdk_import openai

export const EMBEDDING_DIMENSIONS = 1536 //: vector_width EMBEDDING_DIMENSIONS
const vectorSize = 3072 //: vector_width vectorSize
const pageSize = 1536
const maxTokens = 3072

export const docs = pgTable('docs', { embedding: vector('embedding', { dimensions: 1536 }) }) //: vector_width dimensions
await new Pinecone().createIndex({ name: 'docs', dimension: 1536, metric: 'cosine' }) //: vector_width dimension
await qdrant.createCollection('docs', { vectors: { size: 1536, distance: 'Cosine' } }) //: vector_width size
await milvus.createCollection({ fields: [{ name: 'v', data_type: 101, dim: 3072 }] }) //: vector_width dim

const window_ = { size: 1536, height: 3072, width: 1536 }
const small = { dimension: 384 }
image.resize(1536, 1024)
const text = 'dimension: 1536'
// dimension: 1536
const client = new OpenAI() //: client_construction OpenAI
await client.embeddings.create({ model: 'm', input: '', dimensions: 1536 }) //: api_call embeddings.create
