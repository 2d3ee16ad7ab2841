"""From what people type, or a spreadsheet holds, to the value of a field."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from unicodedata import category, normalize
from urllib.parse import SplitResult, urlsplit, urlunsplit

from core.registry.days import FIRST_SERIAL, LAST_SERIAL, read_day
from core.registry.fields import ChannelField, fold, ornaments, value_words, yesno_words

Raw = str | int | float | bool | date | datetime | timedelta | None

# A spreadsheet keeps fifteen digits of a number; the rest has become noughts.
SAFE_NUMBER = 10**15
_DASHES = re.compile("[\u2010-\u2015\u2212\u301c\uff5e~]+")
# A note in brackets behind a word, such as the kind of account.
_NOTE = re.compile(r"^([^(\u3010\[]{1,60})[(\u3010\[]([^)\u3011\]]{0,60})[)\u3011\]]?")
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_HOST = re.compile(r"^[a-z0-9\u00a1-\uffff]([a-z0-9\u00a1-\uffff.-]*[a-z0-9\u00a1-\uffff])?$")
_ADDRESS6 = re.compile(r"^[0-9a-f:.]+$")


class Unreadable(ValueError):
    """A value that the field cannot hold; `name` is a key of the catalogue `validation`."""

    def __init__(self, name: str, **values: object) -> None:
        self.name = name
        self.values = values
        super().__init__(name)


def read(field: ChannelField, raw: Raw) -> Any:
    """The value of `raw`: text, a number, a bool, a date, or None or "" for nothing.

    Raises `Unreadable` with the reason."""
    text = _text(field, raw)
    if not text:
        return None if field.form in ("integer", "day") else False if field.form == "yesno" else ""
    if len(text) > field.limit and field.form not in ("choice", "integer", "yesno", "day"):
        raise Unreadable("too_long", limit=field.limit)
    return _READERS[field.form](field, text)


def one_line(text: str) -> str:
    """Without control and zero-width characters, and every run of spaces or line breaks one space."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    spaced = re.sub(r"\s+", " ", text)
    return "".join(letter for letter in spaced if category(letter) not in ("Cc", "Cf")).strip()


def plain_code(text: str) -> str:
    """Full-width letters and digits made plain, no spaces."""
    return re.sub(r"\s+", "", normalize("NFKC", one_line(text)))


def code_key(text: str) -> str:
    """What two ways to write one code have in common: `w0001` is `W0001`, however wide its letters are."""
    return plain_code(text).casefold()


def host_of(url: str) -> str:
    """Host and port of an address, by which two websites are the same; `www.` does not count."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    host = (parts.hostname or "").removeprefix("www.")
    usual = {"http": 80, "https": 443}.get(parts.scheme)
    return host if not host or port in (None, usual) else f"{host}:{port}"


def _text(field: ChannelField, raw: Raw) -> str:
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return "1" if raw else "0"
    if isinstance(raw, date):
        if field.form != "day":
            raise Unreadable("is_date", value=raw.isoformat()[:10])
        return raw.isoformat()[:10]
    if isinstance(raw, timedelta):
        raise Unreadable("is_date", value=str(raw))
    if isinstance(raw, int | float):
        return _number(raw) if field.form != "day" else _day_number(raw)
    return one_line(raw)


def _number(raw: float) -> str:
    if abs(raw) >= SAFE_NUMBER:
        raise Unreadable("long_number")
    return str(int(raw)) if raw == int(raw) else str(raw)


def _day_number(raw: float) -> str:
    """A serial number without its time of day. 2018.1 may be January, or October whose nought was lost."""
    if FIRST_SERIAL <= raw <= LAST_SERIAL:
        return str(int(raw))
    if raw != int(raw) and f"{raw:g}".endswith(".1"):
        raise Unreadable("day_lost_nought", value=f"{raw:g}")
    return _number(raw)


def _name(_field: ChannelField, text: str) -> str:
    return text


def _code(field: ChannelField, text: str) -> str:
    code = plain_code(text)
    for word in field.upper:
        code = re.sub(word, word.upper(), code, flags=re.IGNORECASE)
    for word in field.lower:
        code = re.sub(word, word.lower(), code, flags=re.IGNORECASE)
    return code


def _phone(_field: ChannelField, text: str) -> str:
    # An apostrophe in front keeps a spreadsheet from making a number of it.
    return _DASHES.sub("-", normalize("NFKC", text)).lstrip("'\u2018\u2019`")


def _url(_field: ChannelField, text: str) -> str:
    plain = text if re.match(r"^https?://", text, re.IGNORECASE) else normalize("NFKC", text)
    if not _SCHEME.match(plain) or re.match(r"^[^/:]+:\d", plain):
        plain = f"http://{plain}"
    try:
        parts = urlsplit(plain)
        _ = parts.port
    except ValueError:
        raise Unreadable("url") from None
    if parts.scheme not in ("http", "https"):
        raise Unreadable("url_scheme", scheme=parts.scheme)
    if not _is_host(parts) or re.search(r"[\s<>\"\\]", plain):
        raise Unreadable("url")
    if "@" in parts.netloc:
        raise Unreadable("url_user")
    return urlunsplit((parts.scheme, parts.netloc.lower(), parts.path or "/", parts.query, parts.fragment))


def _is_host(parts: SplitResult) -> bool:
    host = parts.hostname or ""
    if ":" in host:
        return bool(_ADDRESS6.match(host))
    return bool(_HOST.match(host)) and ("." in host or host == "localhost") and ".." not in host


def _netloc(address: str) -> str:
    """Name and port; the whole address where there is no making sense of it, which is no host either."""
    try:
        return urlsplit(address).netloc
    except ValueError:
        return address


def _hosts(_field: ChannelField, text: str) -> str:
    names = re.split(r"[\s,;\u3001]+", normalize("NFKC", text).lower())
    hosts = [_netloc(name) if "://" in name else name.strip("/") for name in names if name]
    for host in hosts:
        if not _HOST.match(host.partition(":")[0]) or "." not in host:
            raise Unreadable("host", value=host)
    return " ".join(dict.fromkeys(hosts))


def _choice(field: ChannelField, text: str) -> str:
    words = value_words(field.key)
    for part in value_spellings(text):
        if part in words:
            return str(words[part])
    raise Unreadable("choice", value=text)


def spellings_in(text: str) -> tuple[str, ...]:
    """The folded words by which a cell may name a value: the whole; the note in its brackets, which is
    the closer word; what stands before them."""
    noted = _NOTE.match(normalize("NFKC", text))
    return (fold(text), fold(noted[2]), fold(noted[1])) if noted else (fold(text),)


def value_spellings(text: str) -> tuple[str, ...]:
    """The same for one of few values, then without what people write around such a word."""
    plain = spellings_in(text)
    return (*plain, *dict.fromkeys(bare for part in plain for bare in _bare(part)))


def _bare(word: str) -> Iterator[str]:
    """Shorter forms of a folded word, the longest first; none is of a single letter."""
    before, after = ornaments()
    begun = [word, *(word.removeprefix(one) for one in before if word.startswith(one))]
    ended = [*begun, *(one.removesuffix(end) for one in begun for end in after if one.endswith(end))]
    yield from sorted((one for one in ended[1:] if len(one) > 1), key=len, reverse=True)


def _integer(field: ChannelField, text: str) -> int:
    plain = plain_code(text).removeprefix("\u7b2c")
    found = field.words.get(plain) or field.words.get(f"{plain}\u7ea7")
    digits = re.fullmatch(r"(\d{1,9})(?:\.0+)?\u7ea7?", plain)
    if found is None and not digits:
        raise Unreadable("integer", least=field.least, most=field.most)
    number = int(found if found is not None else digits[1] if digits else 0)
    if not field.least <= number <= field.most:
        raise Unreadable("integer", least=field.least, most=field.most)
    return number


def _yesno(_field: ChannelField, text: str) -> bool:
    found = yesno_words().get(fold(text))
    if found is None:
        raise Unreadable("yesno", value=text)
    return found


def _day(_field: ChannelField, text: str) -> date:
    found = read_day(text)
    if found is None:
        raise Unreadable("day", value=text)
    return found[0]


_READERS: dict[str, Any] = {
    "name": _name,
    "text": _name,
    "unit": _name,
    "code": _code,
    "url": _url,
    "hosts": _hosts,
    "choice": _choice,
    "integer": _integer,
    "yesno": _yesno,
    "day": _day,
    "phone": _phone,
}
