"""A loopback stand-in for a vendor's API.

    with Sandbox("zhipu") as sandbox:
        client = openai.OpenAI(base_url=sandbox.base_url, api_key="test-key")

It serves every base path of the vendor, refuses what the vendor refuses in the vendor's own words and
status, answers deterministically, and keeps every request. `python -m migrate.verify.sandbox zhipu` runs
one from a shell. It never leaves the machine and needs no key.
"""

from __future__ import annotations

from migrate.verify.sandbox.server import Sandbox, Seen

__all__ = ["Sandbox", "Seen"]
