"""In which charset a page is written, and whether that is the one it declares."""

from dataclasses import dataclass

from checks.fetch.decode import Decoded, declarations, decode


@dataclass(frozen=True, slots=True)
class Charset:
    """`name` is what the page was read in, `declared` what header and page say, in that order. `how`: mark
    (byte order mark), declared, content (nothing or something else was declared). `broken` counts the
    characters that could not be read."""

    name: str
    declared: tuple[str, ...]
    how: str
    confidence: float
    broken: int

    @property
    def lies(self) -> bool:
        """Whether the declaration a browser obeys, the first, is another than the page is written in."""
        return self.how == "content" and bool(self.declared) and self.name != self.declared[0]


def text_of(body: bytes, content_type: str | None) -> Decoded:
    """What `decode` gives; the common case, declared and true UTF-8, without weighing its characters."""
    if "utf-8" in declarations(body, content_type) and body[:2] not in (
        b"\xef\xbb",
        b"\xff\xfe",
        b"\xfe\xff",
    ):
        try:
            return Decoded(body.decode("utf-8"), "utf-8")
        except UnicodeDecodeError:
            pass
    return decode(body, content_type)


def charset_of(body: bytes, content_type: str | None, decoded: Decoded) -> Charset:
    """The charset of `body`, which was read as `decoded`."""
    declared = tuple(declarations(body, content_type))
    broken = decoded.text.count("\ufffd")
    if body[:2] in (b"\xff\xfe", b"\xfe\xff") or body.startswith(b"\xef\xbb\xbf"):
        return Charset(decoded.charset, declared, "mark", 1.0, broken)
    plain = {"utf-8-sig": "utf-8"}.get(decoded.charset, decoded.charset)
    if declared and plain == declared[0]:
        return Charset(decoded.charset, declared, "declared", 0.99 if not broken else 0.8, broken)
    if body.isascii():
        return Charset(decoded.charset, declared, "declared" if declared else "content", 1.0, broken)
    return Charset(decoded.charset, declared, "content", 0.9 if not broken else 0.6, broken)
