"""Real servers on loopback, for tests: what they send is said byte by byte."""

import gzip
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from checks.fetch import Fetcher, Limits

Answer = Callable[[socket.socket, str], None]
# Only a test that fails ever waits so long: how busy the machine is decides nothing.
PATIENCE_S = 60.0


class Server:
    """Answers each connection with `answer(connection, path)` in a thread of its own."""

    def __init__(self, answer: Answer, context: ssl.SSLContext | None = None) -> None:
        self.answer, self.context = answer, context
        self.asked: list[str] = []
        self.heads: list[str] = []
        self.connections = 0
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.stopped = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    def url(self, path: str = "/") -> str:
        return f"{'https' if self.context else 'http'}://127.0.0.1:{self.port}{path}"

    def close(self) -> None:
        self.stopped.set()
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()

    def _serve(self) -> None:
        while not self.stopped.is_set():
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._handle, args=(connection,), daemon=True).start()

    def _handle(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            if self.context:
                connection = self.context.wrap_socket(connection, server_side=True)
            head = b""
            while b"\r\n\r\n" not in head and head[:1] != b"\x16" and (part := connection.recv(4096)):
                head += part
            path = head.split(b" ")[1].decode("latin-1") if head.count(b" ") > 1 else ""
            self.heads.append(head.decode("latin-1"))
            self.asked.append(path)
            self.answer(connection, path)
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()


@contextmanager
def serving(answer: Answer, context: ssl.SSLContext | None = None) -> Iterator[Server]:
    server = Server(answer, context)
    try:
        yield server
    finally:
        server.close()


def fetcher(*servers: Server, **limits: object) -> Fetcher:
    """A fetcher that may visit `servers` and no other private address."""
    allowed = tuple(f"127.0.0.1:{server.port}" for server in servers)
    return Fetcher(Limits(**{"timeout_s": PATIENCE_S, "allowed_private": allowed, **limits}))  # type: ignore[arg-type]


def page(
    body: bytes | str,
    *,
    status: str = "200 OK",
    headers: tuple[str, ...] = ("Content-Type: text/html; charset=utf-8",),
) -> bytes:
    """A whole answer with a right length."""
    raw = body.encode() if isinstance(body, str) else body
    head = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(raw)}", "Connection: close", "", ""]
    return "\r\n".join(head).encode() + raw


@contextmanager
def refusing() -> Iterator[int]:
    """A port that refuses every visitor, and that nobody else is given meanwhile."""
    with socket.socket() as kept:
        kept.bind(("127.0.0.1", 0))
        yield int(kept.getsockname()[1])


def sends(answer: bytes) -> Answer:
    return lambda connection, path: connection.sendall(answer)


def redirects(location: str, status: str = "302 Found") -> bytes:
    return page("", status=status, headers=(f"Location: {location}",))


def routes(answers: dict[str, bytes]) -> Answer:
    """Answers by path; 404 for any other."""
    missing = page("no such page", status="404 Not Found")
    return lambda connection, path: connection.sendall(answers.get(path, missing))


def bomb(megabytes: int) -> bytes:
    """A gzip body that grows a thousandfold."""
    return gzip.compress(b" " * megabytes * 1_000_000)


def certificate(folder: Path, *, days: int = 30, host: str = "127.0.0.1") -> Path:
    """A self-signed certificate with its key, valid until `days` from now (before now when negative)."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Test Authority")])
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=400))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([_alternative(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + built.public_bytes(serialization.Encoding.PEM)
    )
    return file


def tls(file: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


def _alternative(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)
