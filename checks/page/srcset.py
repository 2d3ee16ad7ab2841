"""The addresses of a `srcset`, read as the HTML standard has it (4.8.4.2, "parse a srcset attribute")."""

import re

_MOST_CHARACTERS = 20_000
_ADDRESS = re.compile(r"[\s,]*+(\S++)")
_DESCRIPTOR = re.compile(r"[^,]*+")


def srcset(value: str) -> list[str]:
    """Each address up to its first space; a comma inside an address is kept, one at its end is not."""
    value = value[:_MOST_CHARACTERS]
    found: list[str] = []
    position = 0
    while match := _ADDRESS.match(value, position):
        position = match.end()
        address = match[1].rstrip(",")
        if address == match[1]:  # else the comma has ended the candidate, and no descriptor follows
            descriptor = _DESCRIPTOR.match(value, position)
            position = descriptor.end() if descriptor else position
        if address:
            found.append(address)
    return found
