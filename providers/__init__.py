"""LLM vendors as data: catalogue, dialect, prices, and a real `openai` client for each of them."""
