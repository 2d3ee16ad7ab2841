"""How a file writes the levels that everybody has: a word that it writes throughout is what the office calls
the level, and becomes its name here."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from core.registry.fields import fields, fold, level_sorts, standard_levels
from core.registry.importing.cells import meant
from core.registry.importing.draft import Draft
from core.registry.importing.plan import LevelWords, Question
from core.registry.importing.reading import Learned
from core.registry.level_naming import is_products, offered
from core.registry.own_levels import TOPIC, may_be, names
from core.registry.values import Unreadable, one_line, read


def level_words(drafts: Iterable[Draft], learned: Learned, *, keep: bool) -> tuple[LevelWords, ...]:
    """The words of every level that the file calls otherwise than it is called here, the highest level first.
    Only one word throughout is kept, and only where `keep` and the level has no name of the office's yet."""
    written = Counter(one_line(draft.level_word) for draft in drafts if draft.level_word and not draft.faults)
    of: dict[str, Counter[str]] = defaultdict(Counter)
    for word, count in written.items():
        of[_level(word, learned)][word] += count
    found = (_words(level, of[level], keep=keep) for level in standard_levels() if level in of)
    return tuple(one for one in found if one)


def apart(found: Iterable[LevelWords], learned: Learned) -> tuple[Question, ...]:
    """Words that the file writes for one level but that are of different sorts, such as street and village:
    a person says once of each whether it is counted apart; until then all are read as the level."""
    known = learned.get(TOPIC, {})
    return tuple(
        Question(TOPIC, word, (one.level, word), one.level, count)
        for one in found
        for word, count in one.words
        if fold(word) not in known
        and not is_products(one.level, word)
        and may_be(word)
        and any(_of_two_sorts(word, other) for other, _ in one.words)
    )


def _of_two_sorts(word: str, other: str) -> bool:
    mine, others = level_sorts() & {*word}, level_sorts() & {*other}
    return bool(mine and others) and not mine & others


def _words(level: str, written: Counter[str], *, keep: bool) -> LevelWords | None:
    """None where the file writes nothing else than what the level is called here."""
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    for word, count in written.items():
        spelled[fold(word).removesuffix("\u7ea7")][word] += count
    # Of one word with brackets or spaces of several widths, with or without "level", the most frequent form.
    words = sorted(
        ((forms.most_common(1)[0][0], forms.total()) for forms in spelled.values()), key=lambda one: -one[1]
    )
    first = words[0][0]
    if len(words) == 1 and (is_products(level, first) or fold(first) == fold(names().get(level, ""))):
        return None
    return LevelWords(
        level, tuple(words), first if keep and len(words) == 1 and offered(level, first) else ""
    )


def _level(word: str, learned: Learned) -> str:
    """The level that a word of the file means; empty for none."""
    try:
        return str(read(fields()[TOPIC], meant(TOPIC, word, learned, [])))
    except Unreadable:
        return ""
