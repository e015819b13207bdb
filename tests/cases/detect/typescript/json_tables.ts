const models = JSON.parse(process.env.OPENAI_MODELS ?? '[{"name": "gpt-4o"}]'); //: env_var OPENAI_MODELS | model_literal gpt-4o -- +manual_only
const names = JSON.parse(`["text-embedding-3-small", "bge-m3"]`); //: model_literal text-embedding-3-small -- +manual_only
const text = '[{"name": "gpt-4o"}]';
const labels = JSON.parse('[{"label": "gpt-4o"}]');
const answer = JSON.parse('{"object": "list", "data": [{"id": "gpt-4o"}]}');
const broken = JSON.parse('[{"name": "gpt-4o"');
