"""The issues that an issued notice names, and entering one that it named on paper only."""

from core.common.text import t
from core.issues import queries
from core.issues.filters import Filter
from pages.components.issues.columns import issue_columns
from pages.components.links import go
from pages.components.own_entry import own_entry
from pages.components.table import table_box


def issues_box(notice_id: int) -> None:
    """Draw the list, where a chosen row opens its issue, and the button below it."""
    wanted = Filter(notice_id=notice_id)
    chosen = table_box(
        lambda limit, offset: queries.listed(wanted, limit=limit, offset=offset),
        issue_columns(),
        key="notice-linked",
        name=t("notices.issues"),
        filters=notice_id,
        select="one",
        identity=lambda row: row.id,
    )
    own_entry(None, notice_id=notice_id)
    if chosen:
        go("issues", issue=chosen[0].id)
