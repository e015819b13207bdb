import faiss
import torch
from pgvector.django import VectorField
from pgvector.sqlalchemy import Vector
from pinecone import Pinecone
from pymilvus import DataType, FieldSchema
from qdrant_client.models import VectorParams

from openai import OpenAI  #: sdk_import openai

EMBEDDING_DIM = 1536  #: vector_width EMBEDDING_DIM
VECTOR_SIZE: int = 3072  #: vector_width VECTOR_SIZE
PAGE_SIZE = 1536
MAX_TOKENS = 3072
BATCH_DIM = 1536
EMBEDDING_DIM_SMALL = 384

Pinecone().create_index(name="docs", dimension=1536)  #: vector_width create_index.dimension
VectorParams(size=1536, distance="Cosine")  #: vector_width VectorParams.size
Vector(1536)  #: vector_width Vector.dim
VectorField(dimensions=3072)  #: vector_width VectorField.dimensions
FieldSchema(name="v", dtype=DataType.FLOAT_VECTOR, dim=1536)  #: vector_width FieldSchema.dim
faiss.IndexFlatL2(1536)  #: vector_width IndexFlatL2.d
faiss.IndexIVFFlat(None, 1536)  #: vector_width IndexIVFFlat.d
Vector(EMBEDDING_DIM)  #: vector_width Vector.dim

Vector(384)
VectorParams(size=768)
torch.nn.Linear(1536, 3072)
torch.cat([], dim=1536)
open("image").resize((1536, 1024), size=1536)
print(1536)
"Vector(1536)"
# Vector(1536)
OpenAI().embeddings.create(model="m", input="", dimensions=1536)  #: client_construction OpenAI | api_call embeddings.create
