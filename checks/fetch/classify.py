"""From what went wrong to its `Failure`: the one table of exceptions, and the one of statuses."""

import errno
import http.client
import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from checks.fetch.address import BadAddress, Forbidden
from checks.fetch.connect import LookupTimeout, NoRoute
from checks.fetch.firewall import firewall
from checks.fetch.guard import Guarded
from core.common.failure import Failure

# Known for certain whatever the clock says.
CERTAIN = frozenset({Failure.DNS, Failure.GUARDED, Failure.ADDRESS, Failure.CHECKER})
REDIRECTS = frozenset({301, 302, 303, 307, 308})
UNREADABLE = frozenset({"br", "zstd", "compress"})


class RedirectTrouble(Exception):
    """Redirects that lead nowhere: a loop, too many, or an address that cannot be followed."""


class Undecodable(Exception):
    """A body that is not in the content encoding it is said to be in."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A failure and a short text that carries no address and no secret."""

    failure: Failure
    detail: str


# Running out of handles, memory or ports is this machine's trouble, never the site's.
_OURS = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.EPERM, errno.EACCES, errno.ENETDOWN}

# First match wins, whichever link of the chain of causes it is: from the special to the general.
# What a library raises stands by its name: a process that reads through libcurl alone never imports it.
TABLE: tuple[tuple[type[BaseException] | str, Failure, str], ...] = (
    (Guarded, Failure.GUARDED, ""),
    (Forbidden, Failure.GUARDED, ""),
    (RedirectTrouble, Failure.REDIRECTS, ""),
    (BadAddress, Failure.ADDRESS, ""),
    (NoRoute, Failure.CHECKER, "this machine has no route to the address"),
    (LookupTimeout, Failure.DNS, "name look-up took too long"),
    (socket.gaierror, Failure.DNS, "name look-up failed"),
    (ssl.SSLCertVerificationError, Failure.CERTIFICATE, ""),
    ("urllib3.exceptions.ReadTimeoutError", Failure.TIMEOUT, "time limit reached"),
    (TimeoutError, Failure.TIMEOUT, "time limit reached"),
    (ssl.SSLError, Failure.TLS, "TLS handshake failed"),
    (ConnectionRefusedError, Failure.REFUSED, "connection refused"),
    (http.client.RemoteDisconnected, Failure.RESET, "closed without an answer"),
    (ConnectionError, Failure.RESET, "connection reset"),
    (Undecodable, Failure.PROTOCOL, "content encoding cannot be undone"),
    ("urllib3.exceptions.DecodeError", Failure.PROTOCOL, "content encoding cannot be undone"),
    (http.client.LineTooLong, Failure.PROTOCOL, "header line too long"),
    (http.client.IncompleteRead, Failure.PROTOCOL, "body ended early"),
    (http.client.HTTPException, Failure.PROTOCOL, "answer is not HTTP"),
    ("urllib3.exceptions.InvalidHeader", Failure.PROTOCOL, "header cannot be read"),
    ("requests.exceptions.InvalidHeader", Failure.PROTOCOL, "header cannot be read"),
    ("requests.exceptions.InvalidURL", Failure.ADDRESS, "address cannot be read"),
    ("urllib3.exceptions.LocationValueError", Failure.ADDRESS, "address cannot be read"),
    (UnicodeError, Failure.ADDRESS, "host name cannot be"),
    ("urllib3.exceptions.ProtocolError", Failure.PROTOCOL, "answer is not HTTP"),
)


def of_exception(error: BaseException) -> Verdict:
    """The failure behind `error`, wherever in its chain of causes it is."""
    chain = list(_causes(error))
    for link in chain:
        if isinstance(link, OSError) and link.errno in _OURS and not isinstance(link, ssl.SSLError):
            return Verdict(Failure.CHECKER, _name(link.errno))
    for kind, failure, text in TABLE:
        for link in chain:
            if _is(link, kind):
                return Verdict(failure, (text and _with_reason(text, link)) or _own_words(link))
    for link in chain:
        if type(link) is OSError:
            return Verdict(Failure.UNREACHABLE, _name(link.errno))
    return Verdict(Failure.CHECKER, f"unexpected {type(error).__name__}")


def of_answer(status: int, headers: Mapping[str, str], body: bytes) -> Verdict | None:
    """The failure an answer stands for, None for a usable page."""
    wall = firewall(status, headers, body)
    if wall:
        return Verdict(Failure.FIREWALL, wall)
    if status >= 500:
        return Verdict(Failure.SERVER_ERROR, f"status {status}")
    if status >= 400:
        return Verdict(Failure.CLIENT_ERROR, f"status {status}")
    if not 200 <= status < 300:
        return Verdict(Failure.REDIRECTS, f"status {status} that leads nowhere")
    return None


def certificate_error(error: BaseException) -> str | None:
    """Why a certificate was not believed, None if that was not the trouble."""
    for link in _causes(error):
        if isinstance(link, ssl.SSLCertVerificationError):
            return _own_words(link)
    return None


def ended_early(error: BaseException) -> bool:
    """Whether a body only stopped short of its announced length, rather than being torn off."""
    chain = list(_causes(error))
    torn = any(isinstance(link, OSError) and not _is(link, "urllib3.exceptions.HTTPError") for link in chain)
    return not torn and any(isinstance(link, http.client.IncompleteRead) for link in chain)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """`error` and all that it wraps, each once; libraries hide the real one in `args` and `reason`."""
    pending, seen = [error], set[int]()
    while pending:
        link = pending.pop(0)
        if id(link) in seen:
            continue
        seen.add(id(link))
        yield link
        context = None if link.__suppress_context__ else link.__context__
        inner = [*link.args, getattr(link, "reason", None), link.__cause__, context]
        pending.extend(part for part in inner if isinstance(part, BaseException))


def _is(link: BaseException, kind: type[BaseException] | str) -> bool:
    if isinstance(kind, str):
        return any(f"{parent.__module__}.{parent.__qualname__}" == kind for parent in type(link).__mro__)
    return isinstance(link, kind)


def _own_words(link: BaseException) -> str:
    """The text of an exception whose words are known to be free of addresses' secrets."""
    if isinstance(link, ssl.SSLCertVerificationError):
        return str(getattr(link, "verify_message", "") or "certificate not believed")
    return str(link)


def _with_reason(text: str, link: BaseException) -> str:
    if isinstance(link, ssl.SSLError) and getattr(link, "reason", None):
        return f"{text}: {link.reason.lower().replace('_', ' ')}"
    if isinstance(link, socket.gaierror) and link.strerror:
        return link.strerror.lower()
    return text


def _name(number: int | None) -> str:
    return errno.errorcode.get(number or 0, "network error").lower()
