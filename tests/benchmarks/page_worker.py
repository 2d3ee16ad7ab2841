"""Reads pages with the `checks` of whichever checkout PYTHONPATH names: run by path, beside `two_checkouts`.

    python -P page_worker.py PAGES facts|links           processor seconds of reading all of them once
    python -P page_worker.py PAGES everything            every fact of every page, a line of JSON each

PAGES holds a line of JSON for each page: address, body in base64, content type."""

import base64
import json
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from time import process_time
from typing import Any

from checks.crawl.address import Addresses
from checks.crawl.facts import kept_of
from checks.crawl.links import links_of_page, links_of_tree, unpacked
from checks.page import Page, as_json, open_page

TODAY = date(2026, 11, 23)
_Page = tuple[str, bytes, str | None]


def _pages(file: Path) -> Iterator[_Page]:
    for line in file.open():
        address, body, content_type = json.loads(line)
        yield address, base64.b64decode(body), content_type


def _read(page: _Page, addresses: Addresses) -> tuple[Page, bytes, str]:
    """As a crawl reads it: links, then everything that is kept of a page."""
    address, body, content_type = page
    opened = open_page(body, address, content_type=content_type, today=TODAY)
    charset = "utf-8" if body.isascii() else opened.charset.name
    known = (
        {"elements": opened.elements} if hasattr(opened, "elements") else {}
    )  # earlier checkouts have none
    read = links_of_tree(opened.tree, address, charset, addresses, body, **known)
    addresses.fresh.clear()
    return opened, read.links, kept_of(opened)


def _everything(page: _Page, addresses: Addresses) -> dict[str, Any]:
    opened, links, kept = _read(page, addresses)
    alone = links_of_page(page[1], page[0], page[2], Addresses())
    return {
        **as_json(opened),
        "short": opened.footer,
        "text": opened.text,
        "passages": opened.passages,
        "scripted": opened.scripted,
        "all_references": opened.references,
        "all_items": opened.items,
        "crawled": unpacked(links),
        "links_only": [unpacked(alone.links), alone.title, alone.charset, alone.left_out],
        "kept": kept,
    }


def _only_links(page: _Page, addresses: Addresses) -> None:
    links_of_page(page[1], page[0], page[2], addresses)
    addresses.fresh.clear()


def _as_a_crawl() -> AbstractContextManager[None]:
    """What the processes of a crawl read in, where the checkout has it."""
    if find_spec("checks.crawl.garbage") is None:
        return nullcontext()
    from checks.crawl.garbage import seldom

    return seldom()


def main() -> None:
    """Do what the command line asks for."""
    read, addresses = list(_pages(Path(sys.argv[1]))), Addresses()
    if sys.argv[2] == "everything":
        for page in read:
            print(json.dumps(_everything(page, addresses), ensure_ascii=False, default=str))
        return
    with _as_a_crawl():
        began = process_time()
        for page in read:
            (_read if sys.argv[2] == "facts" else _only_links)(page, addresses)
        print(process_time() - began)


if __name__ == "__main__":
    main()
