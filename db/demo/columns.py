"""The columns of the demo sites in the registry, so that the checker can judge how they are kept."""

import tomllib
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from db.demo.channels import Registry
from db.demo.sites import site_list
from db.demo.story import Story
from db.models import ColumnLevel, SiteColumn

# The demo sites' kinds of columns, and the rule set's windows they fall under.
COLUMN_CATEGORY = {
    "news": "news",
    "notice": "notices",
    "policy": "policies",
    "reading": "policies",
    "service": "",
    "letter": "",
}
_DATA = Path(__file__).with_name("columns.toml")
REGISTERED_DAYS_AGO = 200


@lru_cache(maxsize=1)
def demo_columns() -> dict[str, list[dict[str, Any]]]:
    """The rows of the demo sites' columns by theme; not to be changed."""
    return dict(tomllib.loads(_DATA.read_text("utf-8")))


def register_columns(story: Story, registry: Registry) -> None:
    """Write the columns that can be visited; those of the portal's history have no address any more."""
    opened = story.until - timedelta(days=REGISTERED_DAYS_AGO)
    for site in site_list():
        for row in demo_columns()[site.theme]:
            story.book.add(
                SiteColumn,
                channel_id=registry.sites[site.key],
                level=ColumnLevel.SECTION,
                name=row["name"],
                url=f"/{row['key']}/",
                category=COLUMN_CATEGORY[row["kind"]],
                opened_on=opened,
            )
