"""Chinese charsets as browsers read them (Encoding standard of the WHATWG), where the library's differ."""

import codecs
import re

# Big5 in browsers has the signs of Hong Kong and of ETEN: the library's own table has no 裏, 墻 or 恒.
_CODECS = {"big5": "big5hkscs"}
# Signs that had no code of their own in Unicode when the library's table was made, and a blank.
_LATER = str.maketrans(
    {
        bytes.fromhex(code).decode("gb18030"): sign
        for code, sign in (
            [
                ("a3a0", "\u3000"),
                ("a8bc", "\u1e3f"),
                ("fe59", "\u9fb4"),
                ("fe61", "\u9fb5"),
                ("fe66", "\u9fb6"),
            ]
            + [
                ("fe67", "\u9fb7"),
                ("fe6d", "\u9fb8"),
                ("fe7e", "\u9fb9"),
                ("fe90", "\u9fba"),
                ("fea0", "\u9fbb"),
            ]
            + [
                ("a6d9", "\ufe10"),
                ("a6da", "\ufe12"),
                ("a6db", "\ufe11"),
                ("a6dc", "\ufe13"),
                ("a6dd", "\ufe14"),
            ]
            + [
                ("a6de", "\ufe15"),
                ("a6df", "\ufe16"),
                ("a6ec", "\ufe17"),
                ("a6ed", "\ufe18"),
                ("a6f3", "\ufe19"),
            ]
        )
    }
)
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_EURO = 0x80
# Two bytes of Big5: a frequent character, a rare one, a sign, or none at all.
_PAIR = re.compile(
    rb"(?P<common>[\xa4-\xc6][\x40-\x7e\xa1-\xfe])|(?P<rare>[\x87-\xa0\xc7-\xfe][\x40-\x7e\xa1-\xfe])"
    rb"|(?P<sign>[\xa1-\xa3][\x40-\x7e\xa1-\xfe])|(?P<bad>[\x80-\xff])"
)
_LEAST, _COMMON, _BAD, _ENOUGH = 6, 0.8, 0.02, 60_000


def read_in(body: bytes, charset: str, errors: str) -> str:
    """`body` read in `charset`. A body that was cut may end inside a character. Raises UnicodeError when
    `errors` is "strict" and a byte makes no sense."""
    gb = charset == "gb18030"
    decoder = codecs.getincrementaldecoder(_CODECS.get(charset, charset))
    text = decoder(f"gb18030-{errors}" if gb else errors).decode(body)
    return text.translate(_LATER) if gb and _PRIVATE.search(text) else text


def as_big5_text(body: bytes) -> str:
    """The text of a page that is in Big5 and does not say so; empty when it is not.

    Nearly all of its characters are of the frequent half, and many end in a byte of ASCII; text in GB 2312
    has no such endings, and the endings of GBK from 80 to A0 are none of Big5."""
    common = rare = bad = low = 0
    for match in _PAIR.finditer(body[:_ENOUGH]):
        kind = match.lastgroup
        if kind == "common":
            common += 1
            low += match[0][1] < 0x7F
        elif kind == "rare":
            rare += 1
        elif kind == "bad":
            bad += 1
    known = common + rare + bad
    if common < _LEAST or low * 10 < common or common < known * _COMMON or bad > max(1, known * _BAD):
        return ""
    return read_in(body, "big5", "replace")


def _euro(error: UnicodeError, otherwise: str) -> tuple[str, int]:
    """The byte 80, which browsers take for the sign of the euro."""
    if isinstance(error, UnicodeDecodeError) and error.object[error.start] == _EURO:
        return "\u20ac", error.start + 1
    return codecs.lookup_error(otherwise)(error)  # type: ignore[return-value]


codecs.register_error("gb18030-strict", lambda error: _euro(error, "strict"))
codecs.register_error("gb18030-replace", lambda error: _euro(error, "replace"))
