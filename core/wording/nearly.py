"""Names that are almost right: one character doubled, left out, another one, or two changed places."""

LONG = 7


def distance_one(text: str, name: str, start: int, *, head: bool) -> tuple[int, int] | None:
    """The span of `text` that differs from `name` by one slip, or None.

    One half of the name stands right: its first half begins at `start` (`head`), or its second half ends
    where the whole name, begun at `start`, would end."""
    if head:
        spans = [(start, start + len(name) + more) for more in (0, -1, 1)]
    else:
        spans = [(start - more, start + len(name)) for more in (0, -1, 1)]
    for begin, end in spans:
        if 0 <= begin < end <= len(text) and one_slip(text[begin:end], name):
            return begin, end
    return None


def one_slip(written: str, name: str) -> bool:
    """Whether `written` becomes `name` by one change, exchange, doubling or omission inside it.

    Its first and last characters must be the name's, since a name that is cut off or runs on is another
    word; in a long name the last one may be the changed one. A further character is a slip only where it
    doubles its neighbour: others make another phrase of it (中华民族的伟大复兴)."""
    if written == name or not written or written[0] != name[0]:
        return False
    if len(written) == len(name):
        return _changed(written, name)
    if written[-1] != name[-1] or abs(len(written) - len(name)) != 1:
        return False
    longer, shorter = (written, name) if len(written) > len(name) else (name, written)
    place = next((i for i, mark in enumerate(shorter) if mark != longer[i]), len(shorter))
    if longer[place + 1 :] != shorter[place:]:
        return False
    return longer is name or written[place] == written[place - 1]


def _changed(written: str, name: str) -> bool:
    """One other character, or two that changed places."""
    differ = [place for place, (a, b) in enumerate(zip(written, name, strict=True)) if a != b]
    if len(differ) == 1:
        return written[-1] == name[-1] or len(name) >= LONG
    first, last = differ[0], differ[-1]
    crossed = (written[first], written[last]) == (name[last], name[first])
    return written[-1] == name[-1] and len(differ) == 2 and last == first + 1 and crossed
