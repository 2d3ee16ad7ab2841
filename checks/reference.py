"""Doubt yourself first: are we online at all?"""

from collections.abc import Sequence

from checks.fetch import Fetcher, Limits


def ourselves_online(addresses: Sequence[str], limits: Limits) -> bool:
    """Whether any reference address answers; true when none is configured."""
    fetcher = Fetcher(limits)
    return not addresses or any(fetcher.get(address).status is not None for address in addresses)
