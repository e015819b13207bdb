import { service } from "#client";
service.embeddings.create({ model: "text-embedding-3-small", input: "x" }); //: api_call embeddings.create | model_literal text-embedding-3-small
