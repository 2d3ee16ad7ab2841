"""How content systems name the pages of a list, so that each is met as its sites have it."""

import re

# The page's number stands in the name: from 2 as most count, from 1 for the second page as TRS does.
_FILES = {
    "": re.compile(r"(/\w+/)(?:index(?:_([2-9]|[1-9]\d))?\.html)?", re.ASCII),
    "trs": re.compile(r"(/\w+/)(?:index(?:_([1-9]\d?))?\.html)?", re.ASCII),
    "webplus": re.compile(r"(/\w+/)(?:list([2-9]|[1-9]\d)?\.htm)?", re.ASCII),
}


def list_page(system: str, path: str) -> tuple[str, int] | None:
    """The column's path and the number of the page, from 1, that `path` means; None for no page of a list."""
    found = _FILES.get(system, _FILES[""]).fullmatch(path)
    if found is None:
        return None
    return found[1], int(found[2] or 1) if system != "trs" else int(found[2] or 0) + 1


def on_one_page(system: str) -> bool:
    """Whether the page holds all rows of a list in a script, and shows them a few at a time (大汉 JCMS)."""
    return system == "jcms"
