"""Move an application from one LLM vendor to another: plan, price, apply, roll back, verify."""

__version__ = "0.1.0"
