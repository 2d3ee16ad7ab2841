"""Names that are almost right: one character more, less, another one, or two changed places."""

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
    """Whether `written` becomes `name` by one change, exchange, insertion or deletion inside it.

    Its first and last characters must be the name's, since a name that is cut off or runs on is another
    word; in a long name one of them may be the changed one."""
    if written == name or not written:
        return False
    ends = (written[0] == name[0]) + (written[-1] == name[-1])
    if len(written) == len(name):
        differ = [place for place, (a, b) in enumerate(zip(written, name, strict=True)) if a != b]
        if len(differ) == 1:
            return ends == 2 or len(name) >= LONG
        a, b = differ[0], differ[-1]
        return (
            ends == 2 and len(differ) == 2 and b == a + 1 and (written[a], written[b]) == (name[b], name[a])
        )
    if ends < 2:
        return False
    longer, shorter = (written, name) if len(written) > len(name) else (name, written)
    if len(longer) - len(shorter) != 1:
        return False
    place = next((i for i, mark in enumerate(shorter) if mark != longer[i]), len(shorter))
    return longer[place + 1 :] == shorter[place:]
