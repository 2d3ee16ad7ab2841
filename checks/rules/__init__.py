"""The checks. To add one: a file with `NAME` and `check`, and a line in `SITE_CHECKS` or `CHECKS`."""

from checks.rules.of_site import Check

from . import (
    account_freshness,
    availability,
    certificate,
    charset,
    columns,
    columns_veto,
    domain,
    error_report,
    footer,
    hidden_links,
    home_freshness,
    https,
    illegal_links,
    interaction,
    ipv6,
    links,
    privacy,
    redirects,
    registered,
    search,
    security_headers,
    tags,
    tampering,
    weight,
    wording,
)

# Made together, out of one reading of a website, in this order: what needs few visits comes first.
SITE_CHECKS: dict[str, Check] = {
    module.NAME: module.check
    for module in (
        home_freshness,
        certificate,
        https,
        domain,
        ipv6,
        redirects,
        registered,
        footer,
        error_report,
        search,
        security_headers,
        weight,
        charset,
        tampering,
        columns,
        columns_veto,
        interaction,
        tags,
        privacy,
        hidden_links,
        illegal_links,
        wording,
        links,
    )
}

CHECKS: dict[str, Check] = {
    availability.NAME: availability.check,
    **SITE_CHECKS,
    account_freshness.NAME: account_freshness.check,
}

__all__ = ["CHECKS", "SITE_CHECKS", "Check"]
