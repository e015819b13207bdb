"""Chat service of a tea shop."""
