"""One portal of pages as large as real ones, every address of which answers but for known dead links.

Pages come from `real_pages`; where their links lead is rewritten, so that all pages are reached from the
first one and nothing outside the portal is named."""

import os
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from zlib import crc32

from tests.benchmarks.real_pages import Site

_SITES, _COLUMNS, _FILES = 10, 24, 800
_ADDRESS = re.compile(rb"""((?:href|src|value|action)="|url\()((?:https?:/|\.)?/[^"')\s]*)""")
_PAGES = re.compile(rb"createPageHTML\(\d+")
_LOADED = re.compile(rb"\.(?:css|js|png|jpe?g|gif|ico)(?:[?#]|$)")
_DOCUMENT = re.compile(rb"\.(?:docx?|xlsx?|pdf|zip|rar|wps)$")
LONG_AGO = 1_700_000_000


@dataclass(frozen=True)
class Portal:
    """`pages` pages, `dead` dead links spread over them, made by `seed`."""

    pages: int
    dead: int = 0
    seed: int = 1

    def write(self, root: Path) -> int:
        """Lay the portal down as files, none changed of late; how many addresses answer."""
        others: set[str] = set()
        for number in range(self.pages):
            file = root / self._file(number)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(self._body(number, others))
            os.utime(file, (LONG_AGO, LONG_AGO))
        for path in others:
            file = root / path[1:]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(b"/* */" if path.endswith((".css", ".js")) else b"\0" * 2_000)
            os.utime(file, (LONG_AGO, LONG_AGO))
        return self.pages + len(others)

    def change(self, root: Path, share: float, turn: int) -> int:
        """Give every page in `1 / share` another paragraph and another time of change; how many."""
        step = round(1 / share)
        changed = range(turn % step, self.pages, step)
        for number in changed:
            file = root / self._file(number)
            body = file.read_bytes()
            file.write_bytes(
                body.replace(b"</body>", f"<p>2026-11-{1 + turn % 28:02} {turn}</p></body>".encode())
            )
            os.utime(file, (LONG_AGO + 1_000 * turn, LONG_AGO + 1_000 * turn))
        return len(changed)

    def paths(self, root: Path) -> list[str]:
        """Every path that answers."""
        files = (file.relative_to(root) for file in sorted(root.rglob("*")) if file.is_file())
        return [f"/{file}".removesuffix("index.html") for file in files]

    def dead_paths(self) -> dict[str, str]:
        """The dead address and the page that carries it."""
        step = max(self.pages // max(self.dead, 1), 1)
        return {f"/gone/{number}.html": self._address(number * step) for number in range(self.dead)}

    def _address(self, number: int) -> str:
        return "/" if number == 0 else f"/c{number % _COLUMNS}/t{number}.html"

    def _file(self, number: int) -> str:
        return "index.html" if number == 0 else self._address(number)[1:]

    @cached_property
    def _sites(self) -> tuple[Site, ...]:
        return tuple(Site(self.seed, number) for number in range(_SITES))

    def _body(self, number: int, others: set[str]) -> bytes:
        def led(match: re.Match[bytes]) -> bytes:
            written = match[2]
            if _LOADED.search(written):
                path = re.sub(rb"^[a-z:]*/+[^/]*\.cn|[?#].*$", b"", written).decode("ascii", "ignore")
            elif _DOCUMENT.search(written):
                path = f"/files/f{crc32(written) % _FILES}.docx"
            else:
                return match[1] + self._address(crc32(written) % self.pages).encode()
            others.add(path)
            return match[1] + path.encode()

        page = self._sites[number % _SITES].page(number // _SITES)
        body = _PAGES.sub(b"createPageHTML(1", _ADDRESS.sub(led, page.body))
        body = re.sub(rb"""(src|href)="(?![/"#j])[^"]*\"""", rb"""\1="#\"""", body)
        below = "".join(
            f'<a href="{self._address(other)}">{other}</a>'
            for other in (2 * number + 1, 2 * number + 2)
            if other < self.pages
        )
        gone = "".join(f'<a href="{path}">x</a>' for path in self._dead_on(number))
        return body.replace(b"</body>", f"<p>{below}{gone}</p></body>".encode())

    def _dead_on(self, number: int) -> list[str]:
        step = max(self.pages // max(self.dead, 1), 1)
        return [f"/gone/{number // step}.html"] if number % step == 0 and number // step < self.dead else []
