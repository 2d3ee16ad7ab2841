"""A page made of frames read as the one page that a visitor sees."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser

from checks.fetch import Visit
from checks.page import Page
from checks.page.references import absolute, base_of

_MOST, _DEEPEST = 8, 2
_ADDRESSES = {"a": "href", "area": "href", "img": "src", "form": "action", "script": "src", "iframe": "src"}


def with_frames(
    visit: Visit, page: Page, get: Callable[[str], Visit], opened: Callable[[Visit], Page], selector: str
) -> Visit:
    """`visit` with the pages of its frames (`selector`) put into its body, in their order; `visit` itself
    when it has none that can be read."""
    parts = list(_parts(visit, page, get, opened, selector, 0))
    if not parts:
        return visit
    head = page.tree.head
    top = head.html if head is not None else ""
    own = "" if selector.startswith("frame") else (page.tree.body.inner_html or "" if page.tree.body else "")
    body = f"<html>{top}<body>{own}{''.join(parts)}</body></html>"
    headers = {**visit.headers, "content-type": "text/html; charset=utf-8"}
    return replace(visit, body=body.encode("utf-8", "replace"), headers=headers)


def _parts(
    visit: Visit,
    page: Page,
    get: Callable[[str], Visit],
    opened: Callable[[Visit], Page],
    selector: str,
    depth: int,
) -> Iterator[str]:
    base = base_of(page.tree, visit.final_url)
    for node in page.tree.css(selector)[:_MOST]:
        address = absolute(base, node.attributes.get("src") or "")
        part = get(address) if address else None
        if part is None or not part.readable:
            continue
        inner = opened(part)
        if depth < _DEEPEST and inner.tree.css_first("frameset") is not None:
            yield from _parts(part, inner, get, opened, selector, depth + 1)
        else:
            yield f"<div>{_inside(inner, part.final_url)}</div>"


def _inside(page: Page, url: str) -> str:
    """The inside of a frame's body, its addresses made absolute: they are read beside those of others."""
    tree = LexborHTMLParser(page.tree.html or "")
    base = base_of(tree, url)
    for tag, key in _ADDRESSES.items():
        for node in tree.css(f"{tag}[{key}]"):
            address = absolute(base, node.attributes.get(key) or "")
            if address:
                node.attrs[key] = address
    return (tree.body.inner_html or "") if tree.body is not None else ""
