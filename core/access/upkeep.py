"""What the checker does for accounts and the trail every hour."""

from db import chain


def upkeep() -> None:
    """Seal what was written to the trail, so that little of it can be changed without showing."""
    chain.seal_all()
