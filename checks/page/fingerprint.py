"""A short sketch of a page's words, to see how far a page is from what it was."""

import re
from dataclasses import dataclass
from functools import lru_cache
from struct import pack
from typing import Any
from zlib import crc32

import numpy as np

SIZE = 128
_SHINGLE = 4
_CHANGING = re.compile(r"[\s\d]+")
_MIX, _MASK = 0x9E3779B1, 0xFFFFFFFF
_PLANE = 0xFFFF
_ZERO = crc32(bytes(4 * _SHINGLE))


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The smallest `SIZE` hashes of the four-character shingles of a text (a bottom-k sketch), rising;
    `chars` is the length of the text without white space."""

    hashes: tuple[int, ...]
    chars: int

    def to_text(self) -> str:
        """The sketch as text to be kept, eight hexadecimal digits a hash behind the length."""
        return f"{self.chars}:" + pack(f">{len(self.hashes)}I", *self.hashes).hex()

    @classmethod
    def from_text(cls, text: str) -> "Fingerprint":
        """Read what `to_text` wrote. Raises ValueError for anything else."""
        chars, _, digits = text.partition(":")
        if len(digits) % 8:
            raise ValueError("not a fingerprint")
        return cls(tuple(int(digits[i : i + 8], 16) for i in range(0, len(digits), 8)), int(chars))


def fingerprint(text: str) -> Fingerprint:
    """The sketch of `text`; digits are left out, so that counters and clocks do not change it."""
    codes = np.frombuffer(text.encode("utf-32-le", "replace"), dtype="<u4")
    if codes.size and codes.max() > _PLANE:
        return _slowly(_CHANGING.sub("", text))
    codes = codes[_keeps()[codes]]
    if len(codes) < _SHINGLE:
        return _slowly(codes.tobytes().decode("utf-32-le", "replace"))
    last = len(codes) - _SHINGLE + 1
    hashes = np.full(last, _ZERO, dtype=np.uint32)
    for place, changed in enumerate(_changes()):
        hashes ^= changed[codes[place : place + last]]
    hashes *= np.uint32(_MIX)
    # Hashes are spread evenly: the smallest are looked for among as many as should hold them.
    few = _rising(hashes[hashes < int(_MASK * min(2 * SIZE / last, 1))])
    return Fingerprint(tuple((few if len(few) >= SIZE else _rising(hashes))[:SIZE]), len(codes))


def _rising(hashes: "np.ndarray[Any, np.dtype[np.uint32]]") -> list[int]:
    hashes.sort()
    return list(dict.fromkeys(hashes.tolist()))


def _slowly(plain: str) -> Fingerprint:
    """The same, character by character: for the few texts beyond the first plane, and the shortest."""
    data = plain.encode("utf-32-le", "replace")
    last = max(len(plain) - _SHINGLE + 1, 1 if plain else 0)
    hashes = {(crc32(data[4 * i : 4 * (i + _SHINGLE)]) * _MIX) & _MASK for i in range(last)}
    return Fingerprint(tuple(sorted(hashes)[:SIZE]), len(plain))


@lru_cache(maxsize=1)
def _keeps() -> "np.ndarray[Any, np.dtype[np.bool_]]":
    """For every character of the first plane whether it counts."""
    keeps = np.ones(_PLANE + 1, dtype=np.bool_)
    signs = map(chr, range(_PLANE + 1))
    keeps[[code for code, sign in enumerate(signs) if sign.isspace() or sign.isdecimal()]] = False
    return keeps


@lru_cache(maxsize=1)
def _changes() -> "list[np.ndarray[Any, np.dtype[np.uint32]]]":
    """What each character at each place of a shingle changes in the checksum of a shingle of zeros.

    A CRC is linear: a shingle's is that of zeros, exclusive-or what its four characters change."""

    def of_byte(place: int) -> "np.ndarray[Any, np.dtype[np.uint32]]":
        made = (
            crc32(bytes(place) + bytes([v]) + bytes(4 * _SHINGLE - place - 1)) ^ _ZERO for v in range(256)
        )
        return np.fromiter(made, dtype=np.uint32, count=256)

    return [
        (of_byte(4 * place + 1)[:, None] ^ of_byte(4 * place)[None, :]).reshape(-1)
        for place in range(_SHINGLE)
    ]


def similarity(one: Fingerprint, other: Fingerprint) -> float:
    """The estimated share of shingles that two texts have in common (Jaccard), 0–1; two empty ones are 1.

    With `SIZE` hashes the standard error is below 0.05."""
    if not one.hashes and not other.hashes:
        return 1.0
    both = set(one.hashes) & set(other.hashes)
    union = sorted(set(one.hashes) | set(other.hashes))[: min(SIZE, max(len(one.hashes), len(other.hashes)))]
    return sum(1 for each in union if each in both) / len(union) if union else 0.0
