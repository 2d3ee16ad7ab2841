"""From libcurl's error codes to the exceptions of `checks.fetch.classify`: one table of failures for both."""

import http.client
import os
import re
import socket
import ssl
from collections.abc import Callable

import pycurl
import requests
import urllib3.exceptions as u3

WEIRD_REPLY, TOO_LARGE = 8, 100  # libcurl numbers without a proper name in pycurl
_VERIFY_WORDS = re.compile(r"^SSL certificate (?:problem|OpenSSL verify result): (.*?)(?: \(\d+\))?$")
_RESET_WORDS = ("reset by peer", "broken pipe", "syscall")
_BAD_CHUNK = ("chunk", "malformed encoding")


class TornOff(http.client.IncompleteRead):
    """A body that stopped short of what was announced."""


def as_exception(code: int, words: str, number: int) -> Exception:
    """The exception that `checks.fetch` would have met. `number` is the errno libcurl kept, 0 for none."""
    if code == pycurl.E_COULDNT_CONNECT:
        return OSError(number, os.strerror(number)) if number else ConnectionRefusedError(words)
    if code in (pycurl.E_SSL_CONNECT_ERROR, pycurl.E_SSL_CIPHER):
        return _handshake(words, number)
    if code == pycurl.E_PEER_FAILED_VERIFICATION:
        return _Unbelieved(words)
    if code == pycurl.E_RECV_ERROR:
        return _receiving(words, number)
    kind = _KINDS.get(code)
    # An answer that libcurl stumbles over in a way of its own is looked at by the other way of visiting.
    return kind(words) if kind else http.client.HTTPException(f"libcurl error {code}")


class _Unbelieved(ssl.SSLCertVerificationError):
    def __init__(self, words: str) -> None:
        super().__init__(1, words)
        found = _VERIFY_WORDS.match(words)
        self.verify_message = found[1] if found else words.removeprefix("SSL: ")


def _handshake(words: str, number: int) -> Exception:
    low = words.lower()
    if any(mark in low for mark in _RESET_WORDS):
        return ConnectionResetError(number or 104, words)
    return ssl.SSLError(1, words)


def _receiving(words: str, number: int) -> Exception:
    low = words.lower()
    if any(mark in low for mark in _BAD_CHUNK):
        return TornOff(b"")
    if "header" in low:
        return http.client.LineTooLong("header")
    if "ssl" in low and "reset" not in low:
        return ssl.SSLError(1, words)
    return ConnectionResetError(number or 104, words)


def _torn(_words: str) -> Exception:
    return TornOff(b"")


_KINDS: dict[int, Callable[[str], Exception]] = {
    pycurl.E_OPERATION_TIMEDOUT: TimeoutError,
    pycurl.E_GOT_NOTHING: http.client.RemoteDisconnected,
    pycurl.E_SEND_ERROR: ConnectionResetError,
    pycurl.E_PARTIAL_FILE: _torn,
    pycurl.E_UNSUPPORTED_PROTOCOL: http.client.BadStatusLine,
    WEIRD_REPLY: http.client.BadStatusLine,
    TOO_LARGE: http.client.LineTooLong,
    pycurl.E_BAD_CONTENT_ENCODING: u3.DecodeError,
    pycurl.E_WRITE_ERROR: u3.DecodeError,  # such as anything behind the end of a compressed body
    pycurl.E_URL_MALFORMAT: requests.exceptions.InvalidURL,
    pycurl.E_COULDNT_RESOLVE_HOST: socket.gaierror,
}
