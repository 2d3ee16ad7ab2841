"""Identities between figures: a report whose figures contradict each other is not issued unseen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Identity:
    """`sides` are equal when it holds. `key` names its words in the catalogue (`figure.identity.…`);
    `terms` are the numbers those words print, in their order."""

    key: str
    terms: tuple[int, ...]
    sides: tuple[int, ...]

    @property
    def holds(self) -> bool:
        return len(set(self.sides)) == 1


def identities(figures: Mapping[str, Any]) -> list[Identity]:
    """The seven identities of the yearly report, with both sides from `figures`.

    The two about what censuses found apply only to a year with a census, and where it is recorded what left;
    that about messages where these are recorded. They are left out otherwise."""
    registry, interaction = figures["registry"], figures["interaction"]
    websites, accounts = registry["websites"], registry["media_accounts"]
    total, supervised = registry["channels_total"], registry["supervised_total"]
    parts = (interaction["messages_transferred"], interaction["messages_publicly_answered"])
    sites_and_accounts = (websites["total"], accounts["total"])
    return [
        *_found(figures["consolidation"], websites["total"], accounts["total"]),
        Identity(
            "supervised",
            (*sites_and_accounts, total, supervised),
            (sum(sites_and_accounts), total, supervised),
        ),
        _sum("websites_by_owner", websites["by_owner"].values(), websites["total"]),
        _sum("accounts_by_owner", accounts["by_owner"].values(), accounts["total"]),
        _sum("accounts_by_kind", accounts["by_kind"].values(), accounts["total"]),
        *([] if None in parts else [_sum("messages", parts, interaction["messages_handled"])]),
    ]


def _found(consolidation: Mapping[str, Any], websites: int, accounts: int) -> list[Identity]:
    if not consolidation["censuses"]:
        return []
    pairs = (
        ("websites", consolidation["websites_found"], consolidation["websites_closed"], websites),
        (
            "accounts",
            consolidation["media_accounts_found"],
            consolidation["media_accounts_cancelled"],
            accounts,
        ),
    )
    return [_difference(*one) for one in pairs if one[2] is not None]


def _difference(key: str, found: int, gone: int, left: int) -> Identity:
    return Identity(key, (found, gone, left), (found - gone, left))


def _sum(key: str, parts: Any, total: int) -> Identity:
    terms = tuple(parts)
    return Identity(key, (*terms, total), (sum(terms), total))
