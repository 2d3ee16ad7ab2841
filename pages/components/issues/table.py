"""The list of issues as it stands on several pages: chosen with all that is done to them, opened in place."""

from collections.abc import Hashable, Sequence

from core.issues.queries import Listed
from pages.components.issues.actions import TABLE
from pages.components.issues.detail import issue_address, open_issue
from pages.components.table import Column, Fetch, table_box


def issue_table(
    fetch: Fetch[Listed], columns: Sequence[Column[Listed]], name: str, filters: Hashable
) -> list[Listed]:
    """Draw the list and return the issues chosen in it; what is chosen and open stands in the address."""
    return table_box(
        fetch,
        columns,
        key=TABLE,
        name=name,
        filters=filters,
        select="many",
        opens=open_issue,
        href=issue_address,
        identity=lambda row: row.id,
        in_address=True,
    )
