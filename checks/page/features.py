"""What a visitor can do on a page: search, and speak to the office."""

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .fact import Mark, State
from .node import path_of
from .references import absolute, base_of
from .words import words


def search_box(tree: LexborHTMLParser) -> Mark:
    """A field to search the site with; UNKNOWN on a page that is only the frame of an application."""
    rules = words()["features"]
    for node in tree.css("input"):
        attributes = node.attributes
        kind = (attributes.get("type") or "text").lower()
        if kind == "search":
            return Mark(State.PRESENT, _action(node), path_of(node), 0.95)
        hint = "".join(attributes.get(key) or "" for key in ("placeholder", "title", "value"))
        name = {(attributes.get("name") or "").lower(), (attributes.get("id") or "").lower()}
        if kind == "text" and any(word in hint.lower() for word in rules["search_words"]):
            return Mark(State.PRESENT, _action(node), path_of(node), 0.95)
        if kind == "text" and name & set(rules["search_names"]):
            return Mark(State.PRESENT, _action(node), path_of(node), 0.85)
        if kind == "text" and "search" in _action(node).lower():
            return Mark(State.PRESENT, _action(node), path_of(node), 0.9)
    return _search_link(tree) or Mark(State.UNKNOWN if _bare(tree) else State.MISSING)


def interaction(tree: LexborHTMLParser, url: str) -> Mark:
    """A way to write to the office: a named entry, or a form with room for a message."""
    base = base_of(tree, url)
    names = words()["features"]["interaction"]
    for node in tree.css("a[href],area[href],a[onclick]"):
        image = node.css_first("img[alt]")
        said = node.text(deep=True) or node.attributes.get("title") or node.attributes.get("alt") or ""
        text = "".join(said.split()) or (image.attributes.get("alt") or "" if image else "")
        if 2 <= len(text) <= words()["columns"]["longest_name"] and any(name in text for name in names):
            target = absolute(base, node.attributes.get("href") or "") or node.attributes.get("onclick") or ""
            if target:
                return Mark(State.PRESENT, target, path_of(node), 0.9)
    form = tree.css_first("form textarea")
    if form is not None:
        return Mark(State.PRESENT, _action(form), path_of(form), 0.85)
    return Mark(State.UNKNOWN if _bare(tree) else State.MISSING)


def _search_link(tree: LexborHTMLParser) -> Mark | None:
    for node in tree.css("a"):
        text = "".join(node.text(deep=True).split()) or node.attributes.get("title") or ""
        if text in ("搜索", "站内搜索", "检索", "全站搜索", "智能搜索", "高级搜索"):
            target = node.attributes.get("href") or node.attributes.get("onclick") or ""
            return Mark(State.PRESENT, target, path_of(node), 0.7)
    return None


def _action(node: LexborNode) -> str:
    here: LexborNode | None = node
    while here is not None and here.tag != "form":
        here = here.parent
    return (here.attributes.get("action") or "") if here is not None else ""


def _bare(tree: LexborHTMLParser) -> bool:
    """A page whose words are all written by scripts."""
    body = tree.body
    if body is None or tree.css_first("script") is None:
        return False
    texts = (node for node in body.iter() if node.tag not in ("script", "style", "noscript", "template"))
    return not any(node.text(deep=True, strip=True) and node.css_first("a") for node in texts)
