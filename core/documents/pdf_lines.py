"""Breaking lines of Chinese: opening marks never end a line, closing ones never begin one.

The library's own breaking knows the second rule for one mark only and not the first. A closing mark that
does not fit any more hangs in the margin, as office programs let it; two of them pull their word along.
Words and numbers in Latin letters stay whole where a line can hold them."""

from collections.abc import Sequence
from typing import Any

from reportlab.lib import textsplit
from reportlab.platypus import KeepTogether, Paragraph
from reportlab.platypus.paragraph import ParaLines, cjkU, makeCJKParaLine

OPENING = frozenset(textsplit.ALL_CANNOT_END) | frozenset("“‘（〔［｛〈《「『【〖([{")
# Of what the library keeps from beginning a line, marks only: small kana are no matter here.
CLOSING = frozenset(textsplit.ALL_CANNOT_START) | frozenset("，。、；：？！”’》〉）〕］｝」』】〗)]}…")
_FUZZ = 1e-6
LEAST = 2  # lines of a paragraph that stay together before and after a split
LONGEST_WHOLE = 2 * LEAST - 1  # lines of a paragraph that no split leaves enough of


def least(lines: int) -> int:
    """How many of a paragraph's lines stay together at its beginning."""
    return lines if lines <= LONGEST_WHOLE else LEAST


class Lines(Paragraph):  # type: ignore[misc]  # the library has no types
    """A paragraph with these rules. `hang` in its style lets one closing mark stand in the margin."""

    def breakLinesCJK(self, maxWidths: Any) -> Any:
        """The lines for these widths, the last of which is that of all further lines."""
        if hasattr(self, "blPara") and getattr(self, "_splitpara", False):
            return self.blPara
        widths = list(maxWidths) if isinstance(maxWidths, (list, tuple)) else [maxWidths]
        letters = [cjkU(one, frag, "utf8") for frag in self.frags for one in frag.text]
        measured = [one.width for one in letters]
        lines: list[Any] = []
        start = 0
        while start < len(letters):
            room = widths[min(len(lines), len(widths) - 1)]
            end = line_end(letters, measured, start, room, hang=self.style.hang)
            used = sum(measured[start:end])
            lines.append(makeCJKParaLine(letters[start:end], room, used, room - used, False, False))
            start = end
        return ParaLines(kind=1, lines=lines)

    def widths(self, room: float) -> list[float]:
        """How long its first line and all others may be in a column of `room`."""
        style = self.style
        others = room - style.leftIndent - style.rightIndent
        return [others - style.firstLineIndent, others]

    def _get_split_blParaFunc(self) -> Any:
        """How a split takes letters out of lines. The library's own way puts a space between lines."""
        return lambda lines, start, stop: [word for line in lines.lines[start:stop] for word in line.words]


class Closing(KeepTogether):  # type: ignore[misc]
    """The last paragraph, after `heads` headings of its own, and what must stand below it. The paragraph may
    split; the headings stay with its beginning, what stands below takes at least two of its lines along.
    Once it was split, `forced` is how many lines stayed behind although there was room for all."""

    def __init__(
        self, content: Sequence[Any], heads: int = 0, *, whole: "Closing | None" = None, before: int = 0
    ) -> None:
        super().__init__(list(content))
        self.heads, self.forced = heads, 0
        # Of a part: what it is part of, and how many lines stand before it.
        self.whole, self.before = whole or self, before

    def split(self, aW: float, aH: float) -> Any:
        """The parts for `aH` points of room."""
        if getattr(self, "_wrapInfo", None) != (aW, aH):
            self.wrap(aW, aH)
        heads, (paragraph, *below) = self._content[: self.heads], self._content[self.heads :]
        if aH < self._H and isinstance(paragraph, Paragraph):
            leading = paragraph.style.leading
            room = aH - sum(one.wrap(aW, aH)[1] for one in heads)
            fit, lines = int(room / leading + _FUZZ), len(paragraph.blPara.lines)
            count = min(fit, lines - LEAST)
            if count >= LEAST:
                parts = paragraph.split(aW, count * leading + _FUZZ)
                if len(parts) == 2:
                    behind = self.before + count
                    self.whole.forced = behind if fit >= lines else 0
                    return [*heads, parts[0], Closing([parts[1], *below], whole=self.whole, before=behind)]
        return super().split(aW, aH)


def line_end(
    letters: Sequence[str], widths: Sequence[float], start: int, room: float, *, hang: bool = True
) -> int:
    """Where the line that begins at `start` ends: the index of the first letter of the next one."""
    end, used = start, 0.0
    while end < len(letters) and used + widths[end] <= room + _FUZZ:
        used += widths[end]
        end += 1
    end = max(end, start + 1)
    if end >= len(letters):
        return len(letters)
    if hang and letters[end] in CLOSING and not _closing(letters, end + 1):
        return end + 1
    best = end
    while best > start + 1 and not _may_break(letters[best - 1], letters[best]):
        best -= 1
    if _may_break(letters[best - 1], letters[best]):
        return best
    # An address that no line holds breaks behind a stroke, as office programs let it.
    strokes = (at for at in range(end, start + 1, -1) if letters[at - 1] == "/" != letters[at])
    return next(strokes, end)


def _closing(letters: Sequence[str], place: int) -> bool:
    return place < len(letters) and letters[place] in CLOSING


def _may_break(before: str, after: str) -> bool:
    if before in OPENING or after in CLOSING:
        return False
    return not (western(before) and western(after))


def western(letter: str) -> bool:
    """Whether it is a Latin letter, a figure, or a mark inside of words of these."""
    return (letter.isalnum() and ord(letter) < 0x2E80) or letter in "./%@_-,:"
