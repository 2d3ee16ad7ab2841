"""The demo sites as the registry would hand them to a checker: with their facts and columns."""

from collections.abc import Mapping
from typing import Any

from checks.demo_sites.content import shown_columns
from checks.demo_sites.expected import home_of
from checks.demo_sites.faults import Fault, Faults
from core.common.outcome import Target, TargetColumn
from db.demo.channels import CATEGORY
from db.demo.columns import COLUMN_CATEGORY
from db.demo.sites import DemoSite


def target_of(
    site: DemoSite,
    base_port: int,
    faults: Faults,
    *,
    channel_id: int = 1,
    memory: Mapping[str, Any] | None = None,
) -> Target:
    """The target of `site` while it has `faults`: those that lie in its name change its address."""
    home = home_of(site, base_port, faults)
    return Target(
        channel_id=channel_id,
        name=site.name,
        url=f"{home}/",
        site_code=site.site_code,
        category=CATEGORY[site.type],
        sponsor=site.sponsor,
        icp=site.icp,
        ipv6=Fault.NO_IPV6 in faults,
        columns=tuple(
            TargetColumn(number, column.name, column.path, COLUMN_CATEGORY[column.kind])
            for number, column in enumerate(shown_columns(site, faults), start=1)
        ),
        memory=memory or {},
    )
