"""From bytes to text, when the declared charset cannot be trusted."""

import codecs
import re
from dataclasses import dataclass
from functools import lru_cache

from .chinese import as_big5_text, read_in

HEAD_BYTES = 4096
BAD_SHARE = 0.01  # one character in a hundred cut in half by a content system does not change a charset

# A comment that is never closed reaches to the end, as for a browser's look ahead (HTML standard, prescan).
_COMMENT = re.compile(rb"<!--(?:[^-]++|-(?!->))*+(?:-->|\Z)")
_META = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,400}?(?:charset|encoding)\s*=\s{0,20}["']?\s{0,20}([\w.:-]{1,40})""", re.I
)
_HEADER = re.compile(r"""charset\s*+=\s*+["']?+\s*+([\w.:-]++)""", re.I)
_BEYOND = re.compile(rb"[\x80-\xff]+")
_LONGEST_ROW = 3
_SUPERSETS = dict.fromkeys(("gb2312", "gbk", "hz"), "gb18030") | dict.fromkeys(("cp950", "big5hkscs"), "big5")
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
# Every byte is valid in latin-1, and servers send it as their unset default: it says nothing.
_EMPTY_WORDS = {"iso8859-1", "cp1252", "ascii"}


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and the charset it was read in."""

    text: str
    charset: str


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """Text of a page: byte order mark, then what is declared as far as it holds, then what fits.

    Never raises; what no charset can read becomes U+FFFD."""
    for mark, charset in _BOMS:
        if body.startswith(mark):
            return Decoded(body[len(mark) :].decode(charset, "replace"), charset)
    declared = declarations(body, content_type)
    if body.isascii() and not any(name.startswith("utf-16") for name in declared):
        return Decoded(body.decode("ascii"), declared[0] if declared else "utf-8")
    return (
        _as_utf8(body, declared)
        or _as_declared(body, declared)
        or _as_western(body, content_type)
        or _as_big5(body)
        or _strictly(body, "gb18030")
        or _nearly(body, "gb18030")
        or _detected(body)
        or Decoded(body.decode((declared or ["utf-8"])[0], "replace"), (declared or ["utf-8"])[0])
    )


def declarations(body: bytes, content_type: str | None) -> list[str]:
    """The charsets declared by header and page, in that order, under the names they are read in."""
    known = [known for name in _named(body, content_type) if (known := _known(name))]
    return list(dict.fromkeys(known))


def _named(body: bytes, content_type: str | None) -> list[str]:
    names: list[str] = _HEADER.findall(content_type or "")[:1]
    head = body[:HEAD_BYTES]
    found = _META.search(_COMMENT.sub(b"", head) if b"<!--" in head else head)
    return [*names, found[1].decode("ascii", "ignore")] if found else names


@lru_cache(maxsize=256)
def _known(name: str) -> str | None:
    """Python's name; gb2312 and gbk are read as their superset, as browsers do."""
    known = _standard(name)
    if not known or known in _EMPTY_WORDS:
        return None
    return _SUPERSETS.get(known, known)


@lru_cache(maxsize=256)
def _standard(name: str) -> str:
    try:
        known = codecs.lookup(name).name
        "".encode(known)
    except (LookupError, UnicodeError):
        return ""
    return known


def _as_utf8(body: bytes, declared: list[str]) -> Decoded | None:
    """UTF-8 if it really is: few other texts are valid UTF-8, and short GBK ones do not read as Chinese."""
    near = _nearly(body, "utf-8")
    if near is None or (declared and "utf-8" not in declared and not _reads_chinese(near.text)):
        return None
    return near


def _as_declared(body: bytes, declared: list[str]) -> Decoded | None:
    """The first declared charset in which every byte makes sense, or all but a stray one."""
    return next((found for charset in declared if (found := _strictly(body, charset))), None) or next(
        (found for charset in declared if charset == "big5" and (found := _nearly(body, charset))), None
    )


def _as_western(body: bytes, content_type: str | None) -> Decoded | None:
    """A page that is said to be in Latin-1 and whose letters beyond ASCII stand alone between others: those
    of Chinese, which servers of that setting send as well, come in rows."""
    if not any(_standard(name) in _EMPTY_WORDS for name in _named(body, content_type)):
        return None
    rows = [len(row) for row in _BEYOND.findall(body)]
    alone = sum(rows) < 2 * len(rows) and max(rows, default=0) <= _LONGEST_ROW
    return Decoded(body.decode("cp1252", "replace"), "cp1252") if alone else None


def _strictly(body: bytes, charset: str) -> Decoded | None:
    """`charset` if every byte makes sense in it."""
    try:
        return Decoded(read_in(body, charset, "strict"), charset)
    except (UnicodeError, LookupError):
        return None


def _nearly(body: bytes, charset: str) -> Decoded | None:
    """`charset` if at most `BAD_SHARE` of the characters beyond ASCII cannot be read in it."""
    text = read_in(body, charset, "replace")
    beyond = _beyond_ascii(text)
    return Decoded(text, charset) if beyond and text.count("\ufffd") <= beyond * BAD_SHARE else None


def _beyond_ascii(text: str) -> int:
    return len(text) - len(text.encode("ascii", "ignore"))


def _reads_chinese(text: str) -> bool:
    beyond = _beyond_ascii(text)
    return len(_CHINESE.findall(text)) * 2 >= beyond


def _as_big5(body: bytes) -> Decoded | None:
    text = as_big5_text(body)
    return Decoded(text, "big5") if text else None


def _detected(body: bytes) -> Decoded | None:
    from charset_normalizer import from_bytes  # long to import, for the few pages that name no charset

    best = from_bytes(body[:100_000]).best()
    if best is None:
        return None
    return Decoded(body.decode(best.encoding, "replace"), best.encoding)
