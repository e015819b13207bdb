MODEL = "gpt-4o"  #: model_literal gpt-4o
TEMPERATURE = 1.5
