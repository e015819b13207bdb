"""The list of vendors: the page that is asked for most, so it reads and imports the least."""

from __future__ import annotations

from migrate.vendors.page import Page, Table, cell
from providers import catalog


def listing() -> Page:
    """All vendors in one table; only the catalogue's index is read."""
    rows = []
    for entry in catalog.summaries():
        where = ", ".join(f"{name} ({currency})" for name, currency in entry.platforms.items())
        active = entry.models.get("active", 0)
        rows.append(
            (
                cell(entry.id),
                cell(entry.name),
                cell(where),
                cell(f"{active} of {entry.model_count}"),
                cell(entry.as_of),
            )
        )
    table = Table("Vendors", ("id", "name", "platforms", "active models", "as of"), tuple(rows), right=(3,))
    return Page(
        f"{len(rows)} vendors, catalogue of {catalog.as_of()}",
        (table,),
        ("`migrate providers show ID` has one in full; `migrate providers compare A B` puts two side by side.",),
    )
