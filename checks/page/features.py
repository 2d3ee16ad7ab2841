"""What a visitor can do on a page: search, and speak to the office."""

import re
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .elements import Elements, Pressed
from .fact import Mark, State
from .node import path_of
from .words import words

_PRESSED = frozenset({"button", "submit", "image"})
_AROUND = 3
_CLICKED = frozenset({"button", "li", "span", "div", "p", "img", "td", "input"})  # with an `onclick`
# In the address or the script of a form, and in the name of a picture that is pressed.
_SEARCHED = re.compile(r"search|sousuo|jiansuo|(?:^|[/.])so(?:[/.]|$)", re.I)
# What a field runs when Enter is pressed in it.
_CALLS_SEARCH = re.compile(r"(?:search|sousuo|jiansuo)\w{0,20}\(", re.I)
_LONGEST_NAME = 8
_SEARCHES = frozenset(
    (
        "搜索",
        "站内搜索",
        "检索",
        "全站搜索",
        "智能搜索",
        "高级搜索",
        "高级检索",
        "全文检索",
        "站内检索",
        "全站检索",
    )
    + (
        "智能检索",
        "全文搜索",
        "一键搜索",
        "我要搜索",
        "网站搜索",
        "信息检索",
        "搜一搜",
        "Search",
        "SEARCH",
        "search",
    )
)
# A component of an application, drawn by it later: `<el-input placeholder="请输入搜索内容">`.
_COMPONENT = re.compile(r"[a-z]{1,12}-(?:[a-z]{1,12}-)?(?:input|search|autocomplete|field)")


def search_box(elements: Elements) -> Mark:
    """A field to search the site with; UNKNOWN on a page that is only the frame of an application."""
    rules, tree = words()["features"], elements.tree
    for node, _, attributes in elements.named("input"):
        kind = (attributes.get("type") or "text").lower()
        if kind == "search":
            return Mark(State.PRESENT, _action(node), path_of(node), 0.95)
        hint = "".join(attributes.get(key) or "" for key in ("placeholder", "title", "value"))
        name = {(attributes.get("name") or "").lower(), (attributes.get("id") or "").lower()}
        if kind == "text" and any(word in hint.lower() for word in rules["search_words"]):
            return Mark(State.PRESENT, _action(node), path_of(node), 0.95)
        if kind == "text" and name & set(rules["search_names"]):
            return Mark(State.PRESENT, _action(node), path_of(node), 0.85)
        if kind == "text" and _SEARCHED.search(f"{_action(node)} {_submitted(node)}"):
            return Mark(State.PRESENT, _action(node), path_of(node), 0.9)
        if kind == "text" and _CALLS_SEARCH.search("".join(map(str, attributes.values()))):
            return Mark(State.PRESENT, _action(node), path_of(node), 0.8)
        if kind == "text" and _named_search(node):
            return Mark(State.PRESENT, _action(node), path_of(node), 0.8)
    return (
        _search_button(elements)
        or _search_link(elements)
        or _search_component(elements)
        or Mark(State.UNKNOWN if _bare(tree) else State.MISSING)
    )


def interaction(elements: Elements) -> Mark:
    """A way to write to the office: a named entry, or a form with room for a message."""
    tree = elements.tree
    for link in elements.links:
        attributes = link.attributes
        if "href" not in attributes and ("onclick" not in attributes or link.node.tag != "a"):
            continue
        if _speaks(link.plain or _said(link)):
            href = attributes.get("href") or ""
            mail = href if href[:7].lower() == "mailto:" else ""
            target = elements.absolute(href) or attributes.get("onclick") or mail
            if target:
                return Mark(State.PRESENT, target, path_of(link.node), 0.9)
        elif not (link.plain or _said(link)) and _takes_letters(attributes.get("href") or ""):
            return Mark(State.PRESENT, attributes.get("href") or "", path_of(link.node), 0.7)
    for node, tag, attributes in elements.all:
        if tag not in _CLICKED:
            continue
        pressed = attributes.get("onclick") or attributes.get("formaction") or ""
        said = node.text(deep=True) if pressed else ""
        if pressed and _speaks(
            "".join((said or attributes.get("alt") or attributes.get("value") or "").split())
        ):
            return Mark(State.PRESENT, pressed, path_of(node), 0.8)
    form = tree.css_first("form textarea")
    if form is not None:
        return Mark(State.PRESENT, _action(form), path_of(form), 0.85)
    return Mark(State.UNKNOWN if _bare(tree) else State.MISSING)


def _takes_letters(href: str) -> bool:
    """Whether an address behind a picture is where the usual systems take letters."""
    return any(place in href.lower() for place in words()["features"]["interaction_places"])


def _said(link: Pressed) -> str:
    """What a link without a word says by its attributes or its picture."""
    attributes = link.attributes
    said = "" if link.text else attributes.get("title") or attributes.get("alt") or ""
    image = None if said.strip() else link.node.css_first("img[alt]")
    return "".join(said.split()) or ((image.attributes.get("alt") or "") if image is not None else "")


def _named_search(node: LexborNode) -> bool:
    """Whether one of the three elements around a field is called after a search."""
    here = node.parent
    for _ in range(_AROUND):
        if here is None or here.tag in ("body", "html"):
            return False
        names = f"{here.attributes.get('id') or ''} {here.attributes.get('class') or ''}".lower()
        if any(name in names for name in words()["features"]["search_places"]):
            return True
        here = here.parent
    return False


def _search_button(elements: Elements) -> Mark | None:
    """Something to press that says so, whatever the field beside it is called."""
    for node, tag, attributes in (*elements.named("button"), *elements.named("input")):
        if tag == "input" and (attributes.get("type") or "").lower() not in _PRESSED:
            continue
        said = node.text(deep=True) or next(
            filter(None, map(attributes.get, ("value", "title", "alt", "aria-label"))), ""
        )
        pressed = (attributes.get("onclick") or "").lower()
        drawn = attributes.get("src") or ""
        if "".join((said or "").split()) in _SEARCHES or "search(" in pressed or _SEARCHED.search(drawn):
            return Mark(State.PRESENT, pressed, path_of(node), 0.8)
    return None


def _search_link(elements: Elements) -> Mark | None:
    for node, _, attributes in elements.named("img"):
        pressed = attributes.get("onclick") or ""
        if pressed and "".join((attributes.get("alt") or attributes.get("title") or "").split()) in _SEARCHES:
            return Mark(State.PRESENT, pressed, path_of(node), 0.7)
    for link in elements.links:
        node, attributes = link.node, link.attributes
        said = link.plain or _said(link)
        href = attributes.get("href") or ""
        drawn = not said and (
            bool(_SEARCHED.search(href.split("?")[0]))
            or ("search" in elements.low and node.css_first("[class*='search' i]") is not None)
        )
        if node.tag == "a" and (drawn or said in _SEARCHES or _leads_to_search(said, href)):
            target = href or attributes.get("onclick") or ""
            return Mark(State.PRESENT, target, path_of(node), 0.7)
    return None


def _search_component(elements: Elements) -> Mark | None:
    """A field that an application draws from an element of its own."""
    for node, tag, attributes in elements.all if "placeholder" in elements.low else ():
        hint = (attributes.get("placeholder") or "").lower()
        if _COMPONENT.fullmatch(tag) and any(word in hint for word in words()["features"]["search_words"]):
            return Mark(State.PRESENT, "", path_of(node), 0.7)
    return None


def _leads_to_search(said: str, href: str) -> bool:
    """`智能问答搜索` that leads to a host or page called after searching."""
    named = len(said) <= _LONGEST_NAME and ("搜索" in said or "检索" in said)
    return named and bool(_SEARCHED.search(href.split("?")[0]))


def tells_news(text: str) -> bool:
    """Whether a short text is the title of an article: something took place, was opened or built."""
    return len(text) >= _LONGEST_NAME and any(word in text for word in words()["features"]["news_words"])


@lru_cache(maxsize=4_096)
def _speaks(text: str) -> bool:
    """Whether a link of this text leads to a way to speak to the office."""
    rules = words()
    features = rules["features"]
    names = features["interaction"]
    if not 2 <= len(text) <= rules["footer"]["longest_entry"] or any(
        name in text for name in features["not_interaction"]
    ):
        return False
    # A longer text is a title, unless it is the hotline's: `12345政务服务便民热线`.
    if len(text) <= rules["columns"]["longest_name"]:
        return any(name in text for name in names) and not tells_news(text)
    return text.startswith("12345")


def _action(node: LexborNode) -> str:
    form = _form(node)
    return (form.attributes.get("action") or "") if form is not None else ""


def _submitted(node: LexborNode) -> str:
    """What a form runs when it is sent."""
    form = _form(node)
    return (form.attributes.get("onsubmit") or "") if form is not None else ""


def _form(node: LexborNode) -> LexborNode | None:
    here: LexborNode | None = node
    while here is not None and here.tag != "form":
        here = here.parent
    return here


def _bare(tree: LexborHTMLParser) -> bool:
    """A page whose words are all written by scripts."""
    body = tree.body
    if body is None or tree.css_first("script") is None:
        return False
    texts = (node for node in body.iter() if node.tag not in ("script", "style", "noscript", "template"))
    return not any(node.text(deep=True, strip=True) and node.css_first("a") for node in texts)
