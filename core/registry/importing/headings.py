"""Finding the row of headings and what each column holds, in Chinese or English."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from core.common.text import LANGUAGES, catalogue
from core.registry.fields import fields, fold
from core.registry.importing.layout import ADDRESS, address_headings, one_text, own_words
from core.registry.importing.limits import limits
from core.registry.importing.table import FileRefused, Row, Table
from core.registry.values import Raw

Known = tuple[str, int]  # the field that a heading means, and how sure that is
IDENTITY = ("code", "site_code", "name", "account", ADDRESS)
LEAST_MATCHES = 2
SHOWN = 12
NOT_TAKEN = ""
LESS_SURE = 100  # of a heading that is known only without the word before it
ASCII = "".join(map(chr, range(0x20, 0x7F)))
BETWEEN = " /|"  # what may stand between a heading and the same in English
LEAST_LETTERS = 4  # of an English word that nothing parts from the heading before it: ID is part of one


@dataclass(frozen=True, slots=True)
class Headings:
    """`columns` maps the position of a column, from 0, to the key of its field or `ADDRESS`; `names` to its
    heading; `unknown` are headings that no field has; `rivals` those whose field another column is
    taken for. Data begin below row `number`."""

    number: int
    columns: dict[int, str]
    unknown: tuple[str, ...]
    names: dict[int, str] = field(default_factory=dict)
    rivals: tuple[str, ...] = ()


def known_words(learned: Mapping[str, str] | None = None) -> dict[str, Known]:
    """Every heading that a register may use. `learned` maps folded headings to the field a person said, or
    to ""."""
    return {**spellings(), **{word: (key, -1) for word, key in (learned or {}).items()}}


def names_a_channel(keys: set[str]) -> bool:
    """Whether these fields are enough of a register."""
    return bool(keys & set(IDENTITY))


def no_headings(table: Table, likely: tuple[str, ...]) -> FileRefused:
    """What is said of a sheet without headings of a register."""
    if not table.rows:
        return FileRefused("empty")
    return FileRefused(
        "no_headings", unknown=likely, found=_shown(table.rows[0].cells), wanted=_wanted(),
    )  # fmt: skip


def headings_among(
    table: Table, known: Mapping[str, Known], enough: Callable[[set[str]], bool]
) -> tuple[Headings | None, tuple[str, ...]]:
    """The headings among the first rows of a table that is not empty, by what each means (`known`, as
    `spellings` gives it); None when no row has two whose fields are `enough`, and then what may be the
    headings. Raises `FileRefused` when two columns have the very same heading of a field."""
    rows = table.rows[: limits().heading_rows]
    named, matched, best = _candidates(table, known)
    # Headings two rows high: the lower row is where the data begin.
    while best + 1 < len(rows) and (
        matched[best + 1] == matched[best] or _in_the_other_language(rows[best + 1], named[best + 1], known)
    ):
        best += 1
        if matched[best] != matched[best - 1]:
            named[best], matched[best] = named[best - 1], matched[best - 1]
    keys = {key for key, _ in matched[best].values()}
    if not enough(keys) and (above := _above_and_below(rows, matched, enough)) is not None:
        best = above
    elif len(keys) < LEAST_MATCHES or not enough(keys):
        likely = max(named, key=lambda names: len(set(names.values())))
        return None, tuple(dict.fromkeys(likely.values())) if len(likely) >= LEAST_MATCHES else ()
    names, meant = named[best], matched[best]
    if best + 1 < len(rows) and _goes_on(rows[best], rows[best + 1], matched[best + 1]):
        best += 1
        names, meant = names | named[best], meant | matched[best]
    return _settled(table, rows[best], names, meant), ()


def _above_and_below(
    rows: Sequence[Row], matched: Sequence[dict[int, Known]], enough: Callable[[set[str]], bool]
) -> int | None:
    """The upper of two rows that are headings only together."""
    for upper in range(len(rows) - 1):
        both = {key for one in matched[upper : upper + 2] for key, _ in one.values()}
        if matched[upper] and enough(both) and _goes_on(rows[upper], rows[upper + 1], matched[upper + 1]):
            return upper
    return None


def matched_in(table: Table, known: Mapping[str, Known]) -> tuple[dict[int, str], dict[int, Known]]:
    """Of the row with the most headings: column → heading, column → what it means."""
    named, matched, best = _candidates(table, known)
    return named[best], matched[best]


def _candidates(
    table: Table, known: Mapping[str, Known]
) -> tuple[list[dict[int, str]], list[dict[int, Known]], int]:
    """What each of the first rows names and means, and which means the most."""
    rows = table.rows[: limits().heading_rows]
    named = [_named(table, index, known) for index in range(len(rows))]
    matched = [_matched(names, known) for names in named]
    best = max(range(len(rows)), key=lambda index: len({key for key, _ in matched[index].values()}))
    return named, matched, best


def _in_the_other_language(row: Row, names: dict[int, str], known: Mapping[str, Known]) -> bool:
    """Whether a row says the headings above once more, in English."""
    texts = [one_text(cell) for cell in row.cells if one_text(cell)]
    meant = sum(1 for name in names.values() if fold(name) in known)
    return all(text.isascii() for text in texts) and meant >= LEAST_MATCHES and 2 * meant >= len(texts)


def _goes_on(row: Row, lower: Row, matched: dict[int, tuple[str, int]]) -> bool:
    """Whether the row below holds nothing but further headings: those of two rows whose cells are not
    merged, as a text file has them."""
    filled = [place for place, cell in enumerate(lower.cells) if one_text(cell)]
    return lower.number == row.number + 1 and len(filled) >= LEAST_MATCHES and all(
        place in matched for place in filled
    )  # fmt: skip


def _settled(table: Table, row: Row, names: dict[int, str], matched: dict[int, tuple[str, int]]) -> Headings:
    """One column for each field: the likelier where two could be it, and never one that nobody sees, or
    that is empty, where another is not."""
    columns: dict[int, str] = {}
    rivals: list[str] = []
    hidden = table.hidden_columns
    counted = Counter(key for key, _ in matched.values())
    doubtful = [place for place, (key, _) in matched.items() if counted[key] > 1]
    empty = {place for place in doubtful if _is_empty(table, row.number, place)}
    for place in sorted(
        matched, key=lambda place: (place in hidden, place in empty, matched[place][1], place)
    ):
        key = matched[place][0]
        first = next((other for other, taken in columns.items() if taken == key), None)
        if first is None:
            columns[place] = key
        elif fold(names[first]) == fold(names[place]) and place not in hidden:
            raise FileRefused("heading_twice", heading=names[place])
        else:
            rivals.append(names[place])
    unknown = tuple(name for place, name in names.items() if place not in matched)
    columns = {place: columns[place] for place in sorted(columns) if columns[place] != NOT_TAKEN}
    return Headings(row.number, columns, unknown, names, tuple(rivals))


def _is_empty(table: Table, head: int, place: int) -> bool:
    """Whether nothing stands in a column below the headings."""
    cells = (row.cells[place] for row in table.rows if row.number > head and place < len(row.cells))
    return not any(map(one_text, cells))


@lru_cache(maxsize=1)
def spellings() -> dict[str, tuple[str, int]]:
    """Every heading a file may use, folded → the key of its field, and how sure that is: 0 the surest."""
    known: dict[str, tuple[str, int]] = {}
    for key, entry in fields().items():
        labels = [catalogue(language)[f"field.label.{key}"] for language in LANGUAGES]
        for rank, word in enumerate((*labels, *entry.also)):
            known.setdefault(fold(word), (key, max(0, rank - len(labels) + 1)))
    for key in fields():
        known.setdefault(fold(key), (key, 0))
    return known | {fold(word): (ADDRESS, 0) for word in address_headings()}


def _named(table: Table, index: int, known: Mapping[str, tuple[str, int]]) -> dict[int, str]:
    """Column → its heading if row `index` holds the headings; one of two rows stands under what is above."""
    row = table.rows[index]
    above = table.rows[index - 1] if index and table.rows[index - 1].number == row.number - 1 else None
    names: dict[int, str] = {}
    for place, cell in enumerate(row.cells):
        own = one_text(cell) if isinstance(cell, str) else ""
        over = _without_notes(_over(table, above, place)) if above else ""
        if own and over and over != own and meaning(own, known) is None and meaning(over + own, known):
            names[place] = over + own
        elif own:
            names[place] = own
    return names


def _over(table: Table, above: Row, place: int) -> str:
    """The text above a cell, also from a merged cell that begins further left."""
    left = table.begins_at(above.number, place)
    cell = above.cells[left] if left < len(above.cells) else None
    return one_text(cell) if isinstance(cell, str) else ""


def _matched(names: dict[int, str], known: Mapping[str, tuple[str, int]]) -> dict[int, tuple[str, int]]:
    found = {place: meaning(name, known) for place, name in names.items()}
    return {place: entry for place, entry in found.items() if entry is not None}


def meaning(name: str, words: Mapping[str, tuple[str, int]]) -> tuple[str, int] | None:
    short = _without_notes(name)
    found = words.get(fold(name)) or words.get(fold(short))
    if found or short.isascii():
        return found
    # The same in English beside it, or the name of what all columns are of before it.
    if (plain := _in_one_language(short)) != short and (found := words.get(fold(plain))):
        return found
    for word in own_words():
        rest = fold(plain).removeprefix(word)
        if rest != fold(plain) and len(rest) > 1 and (found := words.get(rest)):
            return found[0], found[1] + LESS_SURE
    return None


def _in_one_language(name: str) -> str:
    """A heading without the English before or behind it; but with the letters of a word such as IP."""
    rest = name.lstrip(ASCII)
    if rest != name and name[: -len(rest)].endswith(tuple(BETWEEN)):
        return rest
    rest = name.rstrip(ASCII)
    english = name[len(rest) :]
    return rest if english.startswith(tuple(BETWEEN)) or len(english) >= LEAST_LETTERS else name


def _without_notes(name: str) -> str:
    """A heading without notes such as "(required)", in brackets or on a line of their own."""
    return re.split(r"[(\uff08\[\u3010\r\n]", name.strip(), maxsplit=1)[0]


def _shown(cells: Sequence[Raw]) -> str:
    words = [str(cell).strip()[:30] for cell in cells if cell is not None and str(cell).strip()]
    return " | ".join(words[:SHOWN])


def _wanted() -> str:
    return " | ".join(fields()[key].label for key in ("code", "name", "kind", "unit", "url"))
