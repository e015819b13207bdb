"""Real traffic: request logs and usage exports, rolled up to what prices depend on, before anything is priced.

A price is linear in tokens inside a bracket, so one group-by over a log gives small sufficient statistics that
price exactly for any number of candidates. Only the model is imported here; engines load when they are asked for.
"""

from __future__ import annotations

from migrate.traffic.model import Cuts, Damage, Group, Rollup, fold, merge

__all__ = ["Cuts", "Damage", "Group", "Rollup", "fold", "merge"]
