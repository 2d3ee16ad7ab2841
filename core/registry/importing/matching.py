"""Which channel each row of a file means, and which of its cells differ from what is stored.

A row means the channel with its code; else the website with its site code; else the account of its kind
with its account ID; else the one channel of its kind with its name."""

from collections.abc import Callable, Iterable
from typing import Any

from core.common.text import LANGUAGES, language, use_language
from core.registry.fields import fields, fold, stored_fields, word_of
from core.registry.importing.cells import Around, read_cells, says_gone, settle
from core.registry.importing.draft import Draft
from core.registry.importing.plan import Options, Progress
from core.registry.importing.reading import Learned, RegistryFile
from core.registry.importing.snapshot import Snapshot, Values
from core.registry.search import GONE
from core.registry.validate import Fault, read_all
from core.registry.values import Raw, code_key

STEP = 500
STORED = frozenset(field.key for field in stored_fields())
CLEARABLE = STORED - {"code", "name", "kind", "registered"}
LEVEL = "level"
IDENTIFYING = ("code", "kind", "name", "account", "site_code")


def drafts_of(file: RegistryFile, known: Snapshot, options: Options, progress: Progress) -> list[Draft]:
    """A draft of every row below the headings that is not empty: which channel it means, what differs."""
    rows = [(part, row) for part in file.parts for row in part.rows]
    shown = _Shown()
    drafts = []
    for index, (part, row) in enumerate(rows):
        if index % STEP == 0:
            progress(0.8 * index / len(rows))
        raw = read_cells(row, part, CLEARABLE if options.clear_blanks else frozenset())
        if raw:
            faults, notes = part.table.faults(row, part.headings.columns)
            draft = Draft(
                number=row.number,
                sheet=part.sheet if len(file.parts) > 1 else "",
                faults=faults,
                notes=[*notes, *([Fault("", "row_hidden")] if row.hidden else [])],
            )
            around = Around(part.kinds[row.number], part.units.get(row.number, ""))
            _compare(draft, raw, around, file.learned, known, shown)
            drafts.append(draft)
    return drafts


def _compare(
    draft: Draft, raw: dict[str, Raw], around: Around, learned: Learned, known: Snapshot, shown: "_Shown"
) -> None:
    """Find which channel the row means and what of it differs."""
    plain, notes = settle(dict(raw), around, learned, new=True)
    sure, _ = read_all({key: plain[key] for key in IDENTIFYING if key in plain})
    draft.channel_id = _meant(sure, known, draft, gone=says_gone(plain))
    old = known.channels.get(draft.channel_id) if draft.channel_id else None
    if old:
        # What says the same as what is stored is no question: it is not taken apart, nor asked about.
        own = {
            key: cell for key, cell in raw.items() if key not in STORED or not shown.same(key, old[key], cell)
        }
        plain, notes = settle(own, around, learned, new=False)
    draft.notes += notes
    differing = {
        key: cell
        for key, cell in plain.items()
        if fields()[key].writable and not (old and key in STORED and shown.same(key, old[key], cell))
    }
    draft.values, faults = read_all(differing)
    draft.values = {key: value for key, value in draft.values.items() if not _only_tidied(key, value, old)}
    draft.old = old
    level = raw.get(LEVEL)
    draft.level_word = level if isinstance(level, str) else ""
    draft.name = str(sure.get("name") or (old or {}).get("name") or "")
    draft.code = str((old or {}).get("code") or sure.get("code") or "")
    draft.faults += faults


def _only_tidied(key: str, value: Any, old: Values | None) -> bool:
    """Whether the value is the stored one but for spaces and the like, which is no change."""
    if old is None or key not in STORED or not isinstance(old[key], str):
        return False
    tidy, _ = read_all({key: old[key]})
    return bool(tidy) and tidy[key] == value


class _Shown:
    """How stored values are written in files, remembered; a cell that says the same is no change."""

    def __init__(self) -> None:
        self._words: dict[tuple[str, Any], frozenset[str]] = {}

    def same(self, key: str, old: Any, cell: Raw) -> bool:
        if not isinstance(cell, str):
            return False
        if cell == old:
            return True
        if fields()[key].form not in ("choice", "yesno", "integer"):
            return False
        return cell in self._spelled(key, old)

    def _spelled(self, key: str, old: Any) -> frozenset[str]:
        if (key, old) not in self._words:
            before, words = language(), set()
            for one in LANGUAGES:
                use_language(one)
                words.add(word_of(fields()[key], old))
            use_language(before)
            self._words[key, old] = frozenset(words)
        return self._words[key, old]


def _meant(sure: dict[str, Any], known: Snapshot, draft: Draft, *, gone: bool) -> int | None:
    """The channel that the row means; None for a new one. Notes a fault when it may mean several. A row
    that speaks of a past channel (`gone`) means one that is gone, if there is one."""
    if sure.get("code"):
        return known.by_code.get(code_key(sure["code"]))
    kind, name, account = sure.get("kind"), sure.get("name"), sure.get("account")
    ways: Iterable[Callable[[], list[int]]] = (
        lambda: known.by_site_code.get(str(sure.get("site_code") or "").lower(), []),
        lambda: known.by_account.get((kind, fold(account)), []) if kind and account else [],
        lambda: _by_name(known, kind, name, sure) if kind and name else [],
    )
    for way in ways:
        found = way()
        fitting = [ident for ident in found if (known.channels[ident]["registered"] in GONE) is gone]
        candidates = fitting or found
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            draft.faults.append(Fault("code", "many_channels", {"count": len(candidates)}))
            return None
    return None


def _by_name(known: Snapshot, kind: str, name: str, sure: dict[str, Any]) -> list[int]:
    """Channels of that kind and name, without those whose account or site code says they are others."""
    return [
        ident
        for ident in known.by_name.get((kind, fold(name)), [])
        if all(
            not sure.get(key) or not known.channels[ident][key] or sure[key] == known.channels[ident][key]
            for key in ("account", "site_code")
        )
    ]
