"""A page made of frames read as the one page that a visitor sees."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser

from checks.fetch import Visit
from checks.page import Page
from checks.page.elements import base_of
from checks.page.places import absolute

_MOST, _DEEPEST = 8, 2
_MOST_TAGS = 40  # page tags that a frame brings along
_ADDRESSES = {"a": "href", "area": "href", "img": "src", "form": "action", "script": "src", "iframe": "src"}


def with_frames(
    visit: Visit, page: Page, get: Callable[[str], Visit], opened: Callable[[Visit], Page], selector: str
) -> Visit:
    """`visit` with the pages of its frames (`selector`) put into its body, in their order; `visit` itself
    when it has none that can be read."""
    parts = list(_parts(page, get, opened, selector, 0))
    if not parts:
        return visit
    top, own = page.ask(_frame_of)
    body = f"<html>{top}<body>{'' if selector.startswith('frame') else own}{''.join(parts)}</body></html>"
    headers = {**visit.headers, "content-type": "text/html; charset=utf-8"}
    return replace(visit, body=body.encode("utf-8", "replace"), headers=headers)


def _parts(
    page: Page,
    get: Callable[[str], Visit],
    opened: Callable[[Visit], Page],
    selector: str,
    depth: int,
) -> Iterator[str]:
    for address in page.ask(_framed, selector):
        part = get(address)
        if not part.readable:
            continue
        inner = opened(part)
        if depth < _DEEPEST and inner.ask(_has_frames):
            yield from _parts(inner, get, opened, selector, depth + 1)
        else:
            yield f"<div>{inner.ask(_inside, part.final_url)}</div>"


# Asked where the page is, which may be another process.


def sources_of(page: Page, selector: str) -> list[str]:
    """Where the frames of a page (`selector`) lead, as it is written."""
    return [node.attributes.get("src") or "" for node in page.tree.css(selector)]


def _framed(page: Page, selector: str) -> list[str]:
    """The addresses of the first frames, those that lead somewhere."""
    base = base_of(page.tree, page.url)
    addresses = (absolute(base, source) for source in sources_of(page, selector)[:_MOST])
    return [address for address in addresses if address]


def _has_frames(page: Page) -> bool:
    return page.tree.css_first("frameset") is not None


def _frame_of(page: Page) -> tuple[str, str]:
    """The head and what stands in the body."""
    head, body = page.tree.head, page.tree.body
    return (head.html or "") if head is not None else "", (body.inner_html or "") if body is not None else ""


def _inside(page: Page, url: str) -> str:
    """The inside of a frame's body with its page tags, its addresses made absolute: they are read beside
    those of others."""
    tree = LexborHTMLParser(page.tree.html or "")
    base = base_of(tree, url)
    for tag, key in _ADDRESSES.items():
        for node in tree.css(f"{tag}[{key}]"):
            address = absolute(base, node.attributes.get(key) or "")
            if address:
                node.attrs[key] = address
    tags = "".join(node.html or "" for node in tree.css("head meta[name]")[:_MOST_TAGS])
    return tags + ((tree.body.inner_html or "") if tree.body is not None else "")
