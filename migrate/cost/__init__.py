"""What the move costs: the monthly bill on both sides, free tokens, work, dates, and where vendors serve.

Nothing here reads the scanned code or the network; every function returns JSON-shaped sections of a plan.
"""

from __future__ import annotations

from migrate.cost.estimate import Side, estimate
from migrate.cost.quantities import Use, uses

__all__ = ["Side", "Use", "estimate", "uses"]
