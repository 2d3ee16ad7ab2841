"""What one visit brought home."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from checks.fetch.decode import Decoded, decode
from checks.fetch.tls import TlsFacts
from core.common.failure import Failure

if TYPE_CHECKING:
    from checks.browser.limits import Rendered


@dataclass(frozen=True)
class Visit:
    """The answer to one request, redirects followed, or the reason why there is none.

    `headers` have lower-case names; `body` is decompressed, and cut when `truncated`; `redirects` are
    the addresses left behind, in order. All times are milliseconds since the visit began: a socket open
    (`connect_ms`), the head of the last answer read (`first_byte_ms`), everything read (`total_ms`).
    `rendered`: the page was read by a browser, and `body` is what its scripts made of it. `detail` is short
    English for the log and carries no secret."""

    url: str
    final_url: str
    failure: Failure | None = None
    detail: str = ""
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    redirects: tuple[str, ...] = ()
    peer: str = ""
    connect_ms: float | None = None
    first_byte_ms: float | None = None
    total_ms: float = 0.0
    truncated: bool = False
    tls: TlsFacts | None = None
    rendered: "Rendered | None" = None

    @property
    def readable(self) -> bool:
        """Whether the body is the site's page: no failure, or only a certificate that is not believed."""
        return self.failure in (None, Failure.CERTIFICATE)

    @property
    def content_type(self) -> str | None:
        """The `Content-Type` header, if any."""
        return self.headers.get("content-type")

    @property
    def text(self) -> str:
        """The body as text; see `decode`."""
        return self._decoded.text

    @property
    def charset(self) -> str:
        """The charset the text was really read in."""
        return self._decoded.charset

    @cached_property
    def _decoded(self) -> Decoded:
        return decode(self.body, self.content_type)
