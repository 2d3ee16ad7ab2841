"""Reading what somebody may have typed into the address."""

LONGEST = 9


def number_in_address(text: str) -> int:
    """The positive whole number that `text` is, 0 when it is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST else 0
