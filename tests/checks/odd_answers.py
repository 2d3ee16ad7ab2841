"""Answers that servers really send and no standard has, byte by byte, with what a browser makes of them."""

import gzip
import zlib
from typing import NamedTuple

TEXT = "<html><body><p>示例区人民政府门户网站</p></body></html>".encode()
PACKED = gzip.compress(TEXT, mtime=0)
HTML = "Content-Type: text/html; charset=utf-8"


class Odd(NamedTuple):
    """`expected` is "ok", or the failure's value; `body`: what has to be read, None where that is open."""

    name: str
    raw: bytes
    expected: str = "ok"
    body: bytes | None = TEXT


def _answer(*headers: str, status: str = "HTTP/1.1 200 OK", body: bytes = TEXT, length: bool = True) -> bytes:
    counted = [f"Content-Length: {len(body)}"] if length else []
    return "\r\n".join([status, *headers, HTML, *counted, "", ""]).encode("latin-1") + body


def _chunked(body: bytes, *headers: str) -> bytes:
    return _answer("Transfer-Encoding: chunked", *headers, body=body, length=False)


def _coded(transfer: str) -> bytes:
    return _answer(f"Transfer-Encoding: {transfer}", body=_chunk(TEXT) + _END, length=False)


def _chunk(body: bytes, size: str = "") -> bytes:
    return (size or f"{len(body):x}").encode() + b"\r\n" + body + b"\r\n"


_END = b"0\r\n\r\n"
_LEFT = f"{len(TEXT) - 9:022x}"  # more digits than libcurl takes
_GZIP = "Content-Encoding: gzip"
_RAW = zlib.compressobj(wbits=-15)
_DEFLATED = _RAW.compress(TEXT) + _RAW.flush()

_STATUS_LINES = [
    Odd(f"status line {line!r}", _answer(status=line), expected, TEXT if expected == "ok" else None)
    for line, expected in (
        ("HTTP/1.0 200 OK", "ok"),
        ("HTTP/1.1 200", "ok"),
        ("HTTP/1.1 200 ", "ok"),
        ("HTTP/1.1  200  OK", "ok"),
        ("HTTP/1.1 200 \xd5\xfd\xb3\xa3", "ok"),
        ("HTTP/1.1 200 OK OK: yes", "ok"),
        ("HTTP/2 200", "ok"),
        ("HTTP/2.0 200 OK", "ok"),
        ("http/1.1 200 ok", "ok"),
        ("HTTP/1.1 200 " + "x" * 70_000, "protocol"),
        ("HTTP/1.1 201 Created", "ok"),
        ("HTTP/1.1 203 Other", "ok"),
        ("HTTP/1.1 299 What", "ok"),
        ("HTTP/1.1 300 Choices", "redirects"),
        ("HTTP/1.1 304 Not Modified", "redirects"),
        ("HTTP/1.1 400 Bad", "client-error"),
        ("HTTP/1.1 404 Not Found", "client-error"),
        ("HTTP/1.1 410 Gone", "client-error"),
        ("HTTP/1.1 451 No", "client-error"),
        ("HTTP/1.1 499 Mine", "client-error"),
        ("HTTP/1.1 500 Bad", "server-error"),
        ("HTTP/1.1 503 Busy", "server-error"),
        ("HTTP/1.1 599 Odd", "server-error"),
        ("HTTP/1.1 600 Odd", "server-error"),
        ("HTTP/1.1 999 Odd", "server-error"),
        ("HTTP/1.1 99999 Odd", "protocol"),
        ("HTTP/1.1 1000 Odd", "protocol"),
        ("HTTP/1.1 20 Short", "protocol"),
        ("HTTP/1.1 -200 OK", "protocol"),
        ("HTTP/1.1 abc OK", "protocol"),
        ("HTTP/1.1", "protocol"),
        ("ICY 200 OK", "protocol"),
        ("<html>", "protocol"),
        ("SSH-2.0-OpenSSH_9", "protocol"),
    )
]
_HEAD_LINES = [
    Odd(f"header {line!r}", _answer(line))
    for line in (
        "X-Cache : HIT",
        "X-Cache\t: HIT",
        "X-FRAME-OPTIONS  : SAMEORIGIN",
        "X-Powered-By",
        "no header at all",
        ": no name",
        "X Y: two words",
        "X-\xd6\xd0: GBK",
        "X-Note: \xd6\xd0\xce\xc4",
        "X-Empty:",
        "X-Empty:   ",
        "X-Long: " + "x" * 8_000,
        "X-Folded: a\r\n b",
        "X-Folded: a\r\n\tb",
        "Broken line\r\n continued",
        "From me to you",
        "HTTP/1.1 200 OK",
        'X-Quote: "unclosed',
        "Content-Encoding: identity",
        "Content-Encoding:",
        "Transfer-Encoding: identity",
        "Connection: keep-alive",
        "Set-Cookie: a=1; expires=never",
        "Content-Type: text/html",
    )
]
_COMPRESSED = [
    Odd("gzip", _answer(_GZIP, body=PACKED)),
    Odd("gzip and identity", _answer("Content-Encoding: gzip, identity", body=PACKED)),
    Odd("identity and gzip", _answer("Content-Encoding: identity, gzip", body=PACKED)),
    Odd("gzip and nothing", _answer("Content-Encoding: gzip,", body=PACKED)),
    Odd("gzip in capitals", _answer("CONTENT-ENCODING: GZIP", body=PACKED)),
    Odd("x-gzip", _answer("Content-Encoding: x-gzip", body=PACKED)),
    Odd("a line with a space before gzip", _answer("X-Cache : HIT", _GZIP, body=PACKED)),
    Odd("a line without colon before gzip", _answer("X-Powered-By", _GZIP, body=PACKED)),
    Odd("a space before gzip's own colon", _answer("Content-Encoding : gzip", body=PACKED)),
    Odd("zero bytes behind gzip", _answer(_GZIP, body=PACKED + b"\0" * 8)),
    Odd("a newline behind gzip", _answer(_GZIP, body=PACKED + b"\r\n")),
    Odd("text behind gzip", _answer(_GZIP, body=PACKED + b"<!-- cached -->")),
    Odd(
        "gzip of two members",
        _answer(_GZIP, body=gzip.compress(TEXT[:20]) + gzip.compress(TEXT[20:])),
        "ok",
        None,
    ),
    Odd("gzip without its length", _answer(_GZIP, body=PACKED, length=False)),
    Odd("gzip in chunks", _chunked(_chunk(PACKED[:9]) + _chunk(PACKED[9:]) + _END, _GZIP)),
    Odd("gzip in chunks, more behind", _chunked(_chunk(PACKED + b"\n") + _END, _GZIP)),
    Odd("gzip cut off", _answer(_GZIP, body=PACKED[:-12]), "ok", None),
    Odd("gzip that is text", _answer(_GZIP), "protocol", None),
    Odd("deflate with its head", _answer("Content-Encoding: deflate", body=zlib.compress(TEXT))),
    Odd("deflate without its head", _answer("Content-Encoding: deflate", body=_DEFLATED)),
    Odd("gzip of nothing", _answer(_GZIP, body=b""), "ok", b""),
]
_LENGTHS = [
    Odd("no length", _answer(length=False)),
    Odd("a length too long", _answer(f"Content-Length: {len(TEXT) + 50}", length=False)),
    Odd("a length too short", _answer("Content-Length: 20", length=False), "ok", TEXT[:20]),
    Odd("the length twice", _answer(f"Content-Length: {len(TEXT)}")),
    Odd("the length of zero", _answer("Content-Length: 0", length=False), "ok", b""),
    Odd("a page of no bytes", _answer(body=b""), "ok", b""),
    Odd("a negative length", _answer("Content-Length: -5", length=False), "ok", None),
    Odd("a length in words", _answer("Content-Length: many", length=False), "ok", None),
    Odd(
        "a length beyond all numbers",
        _answer("Content-Length: 99999999999999999999", length=False),
        "ok",
        None,
    ),
]
_CHUNKS = [
    Odd("chunks", _chunked(_chunk(TEXT[:9]) + _chunk(TEXT[9:]) + _END)),
    Odd("sizes in capitals", _chunked(_chunk(TEXT, f"{len(TEXT):X}") + _END)),
    Odd("chunked twice in a line", _coded("chunked, chunked")),
    Odd("chunked with a space behind", _coded("chunked ")),
    Odd("chunked behind identity", _coded("identity, chunked")),
    Odd("chunked in a second line", _coded("identity\r\nTransfer-Encoding: chunked")),
    Odd("chunked and nothing", _coded("chunked,")),
    Odd("sizes with many zeros, later", _chunked(_chunk(TEXT[:9]) + _chunk(TEXT[9:], _LEFT) + _END)),
    Odd("sizes with words behind", _chunked(_chunk(TEXT, f"{len(TEXT):x} g") + _END)),
    Odd("sizes with a zero byte behind", _chunked(_chunk(TEXT, f"{len(TEXT):x}\0") + _END)),
    Odd("size 7FFF…", _chunked(b"7FFFFFFFFFFFFFFF\r\n" + TEXT)),
    Odd("sizes with zeros before", _chunked(_chunk(TEXT, f"{len(TEXT):06x}") + _END)),
    Odd("sizes with an extension", _chunked(_chunk(TEXT, f"{len(TEXT):x};a=b") + _END)),
    Odd("sizes with a space behind", _chunked(_chunk(TEXT, f"{len(TEXT):x} ") + _END)),
    Odd("a trailer", _chunked(_chunk(TEXT) + b"0\r\nX-A: b\r\n\r\n")),
    Odd("no last chunk", _chunked(_chunk(TEXT))),
    Odd("no newline at the very end", _chunked(_chunk(TEXT) + b"0\r\n")),
    Odd("cut inside a chunk", _chunked(_chunk(TEXT)[:-30]), "ok", None),
    Odd("size FFFF…", _chunked(b"FFFFFFFFFFFFFFFFF\r\n" + TEXT), "protocol", None),
    Odd("size FFFF… later", _chunked(_chunk(TEXT) + b"FFFFFFFFFFFFFFFFF\r\n" + TEXT), "ok", None),
    Odd("a size that is none", _chunked(b"zz\r\n" + TEXT), "protocol", None),
    Odd("a negative size", _chunked(b"-5\r\n" + TEXT), "protocol", None),
    Odd("chunked that is not", _chunked(TEXT), "protocol", None),
    Odd("chunked and a length", _answer("Transfer-Encoding: chunked", body=_chunk(TEXT) + _END)),
    Odd("more behind the last chunk", _chunked(_chunk(TEXT) + _END + b"more")),
]
_WHOLE = [
    Odd("nothing", b"", "reset", None),
    Odd("an empty line", b"\r\n", "protocol", None),
    Odd("only a status line", b"HTTP/1.1 200 OK\r\n", "ok", None),
    Odd("one letter of a status line", b"H", "reset", None),
    Odd("half a status line", b"HTTP/1.", "reset", None),
    Odd("a head without end", b"HTTP/1.1 200 OK\r\n" + HTML.encode() + b"\r\n", "ok", None),
    Odd("lines ended by \\n", _answer().replace(b"\r\n", b"\n", 4)),
    Odd("an interim answer first", b"HTTP/1.1 100 Continue\r\n\r\n" + _answer()),
    Odd("early hints first", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + _answer(), "ok", None),
    Odd("bare text", TEXT, "protocol", None),
    Odd("zero bytes", b"\0" * 200, "protocol", None),
    Odd("a head of 120 headers", _answer(*(f"X-{n}: {n}" for n in range(120))), "protocol", None),
    Odd("a line of 70 kB", _answer("X-Long: " + "x" * 70_000), "protocol", None),
    Odd("a redirect without an address", _answer(status="HTTP/1.1 302 Found"), "redirects", None),
    Odd(
        "a redirect behind a line with a space",
        _answer("X-A : b", "Location: /end", status="HTTP/1.1 302 Found"),
    ),
    Odd(
        "a redirect behind a line without colon",
        _answer("X-A", "Location: /end", status="HTTP/1.1 302 Found"),
    ),
    Odd("a redirect with a space before its colon", _answer("Location : /end", status="HTTP/1.1 302 Found")),
    Odd("a redirect to a word", _answer("Location: end", status="HTTP/1.1 301 Moved")),
    Odd(
        "a redirect to half an address",
        _answer("Location: http://[bad", status="HTTP/1.1 302 Found"),
        "redirects",
        None,
    ),
    Odd(
        "a redirect to mail",
        _answer("Location: mailto:a@b.cn", status="HTTP/1.1 302 Found"),
        "guarded",
        None,
    ),
    Odd("no content", _answer(status="HTTP/1.1 204 No Content", body=b"", length=False), "ok", b""),
]
ODD = _STATUS_LINES + _HEAD_LINES + _COMPRESSED + _LENGTHS + _CHUNKS + _WHOLE
