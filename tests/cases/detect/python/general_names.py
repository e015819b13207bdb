import os

# Of OpenAI's client, which another module makes.
KEY = os.environ["API_KEY"]  #: env_var API_KEY
MODEL = os.getenv("MODEL_NAME")  #: env_var MODEL_NAME
PORT = os.getenv("PORT", "8080")
