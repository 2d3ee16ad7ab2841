"""A short sketch of a page's words, to see how far a page is from what it was."""

import re
from dataclasses import dataclass
from zlib import crc32

SIZE = 128
_SHINGLE = 4
_CHANGING = re.compile(r"[\s\d]+")
_MIX, _MASK = 0x9E3779B1, 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The smallest `SIZE` hashes of the four-character shingles of a text (a bottom-k sketch), rising;
    `chars` is the length of the text without white space."""

    hashes: tuple[int, ...]
    chars: int

    def to_text(self) -> str:
        """The sketch as text to be kept, eight hexadecimal digits a hash behind the length."""
        return f"{self.chars}:" + "".join(f"{each:08x}" for each in self.hashes)

    @classmethod
    def from_text(cls, text: str) -> "Fingerprint":
        """Read what `to_text` wrote. Raises ValueError for anything else."""
        chars, _, digits = text.partition(":")
        if len(digits) % 8:
            raise ValueError("not a fingerprint")
        return cls(tuple(int(digits[i : i + 8], 16) for i in range(0, len(digits), 8)), int(chars))


def fingerprint(text: str) -> Fingerprint:
    """The sketch of `text`; digits are left out, so that counters and clocks do not change it."""
    plain = _CHANGING.sub("", text)
    # Four bytes a character: a shingle is a slice, and nothing is encoded twice.
    data = plain.encode("utf-32-le", "replace")
    last = max(len(plain) - _SHINGLE + 1, 1 if plain else 0)
    hashes = {(crc32(data[4 * i : 4 * (i + _SHINGLE)]) * _MIX) & _MASK for i in range(last)}
    return Fingerprint(tuple(sorted(hashes)[:SIZE]), len(plain))


def similarity(one: Fingerprint, other: Fingerprint) -> float:
    """The estimated share of shingles that two texts have in common (Jaccard), 0–1; two empty ones are 1.

    With `SIZE` hashes the standard error is below 0.05."""
    if not one.hashes and not other.hashes:
        return 1.0
    both = set(one.hashes) & set(other.hashes)
    union = sorted(set(one.hashes) | set(other.hashes))[: min(SIZE, max(len(one.hashes), len(other.hashes)))]
    return sum(1 for each in union if each in both) / len(union) if union else 0.0
