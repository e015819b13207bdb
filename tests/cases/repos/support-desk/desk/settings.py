import os
from dataclasses import dataclass, field


@dataclass
class Settings:
    openai_api_key: str = field(default_factory=lambda: os.environ["OPENAI_API_KEY"])
    anthropic_api_key: str = field(default_factory=lambda: os.environ.get("ANTHROPIC_API_KEY", ""))
    answer_model: str = os.getenv("ANSWER_MODEL", "gpt-4o-mini")
    theme: str = "gpt-blue"
