"""Names as people type and paste them: signs that nobody sees make no second person and break no database."""

import unicodedata

NAME_LONGEST = 64
DISPLAY_LONGEST, PHONE_LONGEST = 100, 40
# Control and formatting signs, halves of characters. Private ones stay: rare names are written with them.
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})


def seen(text: str) -> str:
    """The text without signs that nobody sees; line breaks and tabs become spaces."""
    spaced = " ".join(text.split())
    return "".join(sign for sign in spaced if unicodedata.category(sign) not in _UNSEEN).strip()


def normal_name(name: str) -> str:
    """A user name as it is kept: full-width letters are the plain ones."""
    return seen(unicodedata.normalize("NFKC", seen(name)))


def name_key(name: str) -> str:
    """A name as names are compared: full-width letters and capitals make no second person."""
    return normal_name(name).casefold()
