"""One address on its way in, and what is made of it when it is there."""

from datetime import date

from checks.fetch.classify import Verdict, of_answer
from checks.markup.refresh import sent_by_header

from .address import Address, Addresses, one_form
from .known import NO_PRINT, Known, known_of, print_of
from .limits import CrawlLimits, data
from .links import links_of_map, links_of_page, links_of_style, links_of_tree
from .reading import LEFT_OUT, Reading

PAGES = ("text/html", "application/xhtml")
STYLES = ("text/css",)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# A page of the site's own leads somewhere; a firewall's leads nowhere.
_FEW_LINKS = 24
_WHOLE = (b"text/html", b"text/css", b"application/xhtml", b"text/xml", b"application/xml")


class Arrival:
    """The two callbacks of one transfer, and what they were given."""

    __slots__ = (
        "_seen",
        "address",
        "body",
        "enough",
        "headers",
        "length",
        "most",
        "ms",
        "origin",
        "sent",
        "status",
        "type",
    )

    def __init__(self, address: Address, origin: str, most: int) -> None:
        self.address, self.origin, self.most = address, origin, most
        self.headers: list[bytes] = []
        self.body: list[bytes] = []
        self.sent: dict[str, str] = {}  # the cookies it is asked for with, by name
        self._seen = 0
        self.enough = False
        self.status, self.type, self.length, self.ms = 0, "", -1, 0.0

    @property
    def on_header(self) -> object:
        """Keeps lines as they are: hardly one answer in a hundred is asked for them."""
        return self.headers.append

    def on_body(self, chunk: bytes) -> int | None:
        """A piece of the body. Of anything but a page or a style sheet only a beginning is wanted."""
        if not self._seen and not self._is_text():
            self.most = int(data()["read"]["other_bytes"])
        self._seen += len(chunk)
        self.body.append(chunk)
        if self._seen > self.most:
            self.enough = True
            return 0
        return None

    @property
    def seen(self) -> int:
        """Bytes of the body that came."""
        return self._seen

    def head(self) -> dict[str, str]:
        """The head of the last answer, names in lower case."""
        head: dict[str, str] = {}
        for line in self.headers:
            if line.startswith(b"HTTP/"):
                head = {}
            name, colon, value = line.decode("latin-1").partition(":")
            if colon:
                head[name.strip().lower()] = value.strip()
        return head

    def cookies(self) -> dict[str, str]:
        """The cookies that the answer sets, by name."""
        pairs = (line[11:].partition(b";")[0] for line in self.headers if line[:11].lower() == b"set-cookie:")
        split = (pair.decode("latin-1").partition("=") for pair in pairs)
        return {name.strip(): value.strip() for name, equals, value in split if equals}

    def returns(self) -> bool:
        """Whether the answer only leads to the very address that was asked for."""
        if self.status in _REDIRECTS:
            written = self.head().get("location", "")
            return one_form(self.address.url, written) == self.address.url
        written = self.sent_on() if self.status == 200 else ""
        return bool(written) and one_form(self.address.url, written) == self.address.url

    def sent_on(self) -> str:
        """Where the head of a page sends its visitor on to, as written; empty for a page that stays."""
        for line in self.headers:
            if line[:8].lower() == b"refresh:":
                return sent_by_header(line[8:].decode("utf-8", "replace"))
        return ""

    def _is_text(self) -> bool:
        for line in self.headers:
            if line[:13].lower() == b"content-type:":
                low = line[13:].strip().lower()
                return low.startswith(_WHOLE)
        return True


def taken_apart(arrival: Arrival, addresses: Addresses, today: date, limits: CrawlLimits) -> Reading:
    """The reading of an answer that has arrived."""
    kind = arrival.type.partition(";")[0].strip()
    is_page = not kind or kind.startswith(PAGES)
    body = b"".join(arrival.body)
    size, whole = _size(arrival, is_page)
    reading = Reading(
        arrival.address.number, arrival.status, type=kind, size=size, whole=whole, ms=arrival.ms
    )
    if arrival.status in _REDIRECTS:
        return _redirected(reading, arrival, addresses)
    if arrival.status != 200:
        return _with(reading, of_answer(arrival.status, arrival.head(), body))
    is_text = (
        is_page or kind.startswith(STYLES) or (kind.endswith("xml") and "sitemap" in arrival.address.url)
    )
    mark = print_of(body) if is_text else NO_PRINT
    known = arrival.address.known
    if known and is_text and _recognised(arrival, body, mark, known):
        renewed = known_of(arrival, mark, known.until, few=known.few)
        return reading._replace(same=True, known=renewed if renewed != known else None)
    until = date.max.toordinal()
    if is_page:
        reading, until = _page(reading, arrival, body, addresses, today, limits)
        reading = reading._replace(print=mark if body else None)
    elif is_text:
        links = links_of_style if kind.startswith(STYLES) else links_of_map
        reading = reading._replace(links=links(body, arrival.address.url, addresses))
    few = is_page and len(reading.links) < _FEW_LINKS
    if few:
        reading = _with(reading, of_answer(arrival.status, arrival.head(), body))
    if limits.remember:
        reading = reading._replace(known=known_of(arrival, mark, until, few=few))
    return reading


def _recognised(arrival: Arrival, body: bytes, mark: int, known: Known) -> bool:
    """Whether the body came before, under the same type. The head alone may make it a firewall's."""
    if (mark, arrival.type) != (known.mark, known.type):
        return False
    return not known.few or of_answer(arrival.status, arrival.head(), body) is None


def judged(arrival: Arrival, verdict: Verdict) -> Reading:
    """The reading of an address that gave no answer."""
    return _with(Reading(arrival.address.number, arrival.status or None, ms=arrival.ms), verdict)


def _page(
    reading: Reading, arrival: Arrival, body: bytes, addresses: Addresses, today: date, limits: CrawlLimits
) -> tuple[Reading, int]:
    """What is read of a page, and the ordinal of the day on which it may differ."""
    url, facts, until = arrival.address.url, "", date.max.toordinal()
    sent = arrival.sent_on()
    if limits.page_facts:
        # What takes pages wholly apart comes along, which a reader of links does without.
        from checks.page import open_page

        from .facts import kept_of

        page = open_page(body, url, content_type=arrival.type, today=today)
        # As without facts: nothing but ASCII means the same in every charset.
        charset = "utf-8" if body.isascii() else page.charset.name
        read = links_of_tree(page.tree, url, charset, addresses, body, page.elements, sent)
        facts, until = kept_of(page, limits.words), page.until
    else:
        read = links_of_page(body, url, arrival.type, addresses, sent)
    left = LEFT_OUT if read.left_out else ""
    return reading._replace(links=read.links, title=read.title, facts=facts, detail=left), until


def _redirected(reading: Reading, arrival: Arrival, addresses: Addresses) -> Reading:
    location = arrival.head().get("location", "")
    written = location.encode("latin-1", "ignore").decode("utf-8", "replace")
    target = addresses.of_page(arrival.address.url, "utf-8").get(written) if written else None
    if target is None or target.number == arrival.address.number:
        return reading._replace(failure="redirects", detail="redirect that leads nowhere")
    return reading._replace(links=target.number.to_bytes(8, "little", signed=True), detail=target.url)


def _size(arrival: Arrival, is_page: bool) -> tuple[int, bool]:
    if arrival.length >= 0 and not is_page:
        return max(arrival.length, arrival.seen), True
    return arrival.seen, not arrival.enough


def _with(reading: Reading, verdict: Verdict | None) -> Reading:
    return reading._replace(failure=verdict.failure.value, detail=verdict.detail) if verdict else reading
