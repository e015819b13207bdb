import json
import os

MODELS = json.loads(os.environ.get("OPENAI_MODELS", '''[{"title": "4", "name": "gpt-4o"}, {"name": "gpt-4o-mini"}]'''))  #: env_var OPENAI_MODELS | model_literal gpt-4o -- +manual_only | model_literal gpt-4o-mini
NAMES = json.loads('["text-embedding-3-small", "bge-m3"]')  #: model_literal text-embedding-3-small -- +manual_only
BY_USE = json.loads('{"model": "gpt-4o"}')  #: model_literal gpt-4o -- +manual_only
TEXT = '[{"name": "gpt-4o"}]'
LABELS = json.loads('[{"label": "gpt-4o"}]')
BROKEN = json.loads('[{"name": "gpt-4o"')
ANSWER = json.loads('{"object": "list", "data": [{"id": "gpt-4o"}]}')
OTHERS = json.loads('[{"name": "claude-3-opus"}]')
print('["gpt-4o"]')
