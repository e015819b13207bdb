import app.llm
from app import get
from app.constants import MODEL
from .llm import client as c

c.chat.completions.create(model=MODEL)  #: api_call chat.completions.create
get().embeddings.create(input="x")  #: api_call embeddings.create
app.llm.client.models.list()  #: api_call models.list
