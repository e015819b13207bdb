"""Proof by requests: what an app sends after a migration differs from before only in what the plan says.

`prove` runs the user's own command in two copies of the tree, the plan carried out in the second, against a
recorder on this machine, and accounts for every difference by a finding of the plan.
"""

from __future__ import annotations

from migrate.verify.record.prove import Proof, Side, prove

__all__ = ["Proof", "Side", "prove"]
