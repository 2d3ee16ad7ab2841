"""Links that somebody planted: hidden ones distinguished from menus and lightboxes by their target and words,
visible ones to gambling and other illegal sites, and what scripts write or load."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from selectolax.lexbor import LexborNode

from .elements import Elements
from .hidden import Hidden
from .node import path_of
from .patterns import normal
from .places import absolute
from .scripts import decoded, sent_on
from .sites import host_of, official, registered
from .words import topic

_SCRIPT = 30_000
_PARTS_KEPT, _LONGEST_PART = 4_000, 4_000  # parts of markup without such a word
_CONCEALS = ("fromCharCode", "\\x", "atob", "p,a,c,k,e", "reverse")
_TITLE = re.compile(r"""document\s?\.\s?title\s?\+?=\s?["']([^"'\n]{2,200})["']""")
_SHORT = 300  # texts that come again on page after page: what was found in them is kept
_MARKUP = re.compile(r"document\s*\.\s*write|innerHTML|insertAdjacentHTML", re.I)
_ANCHOR = re.compile(
    r"""<a\b[^<>]{0,500}?href\s*=\s*\\?["']?([^\s"'<>\\]{4,300})[^<>]{0,300}>([^<]{0,200})""", re.I
)
_LETTERS = re.compile(r"[a-z0-9] [a-z]")
_MOST_RULED = 500
_LOADING = frozenset({"script", "iframe", "frame"})
_HIDING = ("none", "hidden", "-", "0")  # one of them is in every style that hides
_MOST_HIDING = 500
_without_strong: set[str] = set()
_SOURCE = re.compile(r"""src\s*=\s*\\?["']?((?:https?:)?//[^\s"'<>\\]{4,300})""", re.I)


@dataclass(frozen=True, slots=True)
class Planted:
    """A link or text that does not belong. `kind`: hidden, written, redirect, visible, head, loaded;
    `hidden` says how it is hidden; `words` are the words that decided."""

    kind: str
    address: str
    text: str
    where: str
    hidden: str
    words: tuple[str, ...]
    confidence: float

    @property
    def sure(self) -> bool:
        """Whether it may be called planted on the strength of this alone; otherwise a person has to look."""
        return bool(self.confidence >= topic("spam")["limits"]["sure"])


def planted(elements: Elements, url: str) -> tuple[Planted, ...]:
    """What was planted in the page at `url`, the surest first; harmless hidden links are left out."""
    scripts = [text for _, text in elements.scripts]
    hidden = Hidden(elements.tree, elements.scripts)
    found = [
        *_links(elements, url, hidden),
        *_scripts(scripts, url),
        *_head(elements),
        *_loaded(elements, url, hidden),
        *_hidden_words(elements, hidden),
    ]
    return tuple(sorted(dict.fromkeys(_many(found)), key=lambda each: -each.confidence))


def _links(elements: Elements, url: str, hidden: Hidden) -> Iterator[Planted]:
    own = registered(host_of(url))
    links = [link for link in elements.links if "href" in link.attributes]
    shown: dict[str, Planted] = {}
    for link in links[: topic("spam")["limits"]["links"]]:
        address = elements.absolute(link.attributes["href"] or "")
        if not address:
            continue
        title = link.attributes.get("title") or ""
        foreign = _foreign(address, own)
        strong = _strong(link.text, title) if link.plain else found_words(_text(link.node), "strong")
        if foreign or strong:
            judged = list(_judged(link.node, address, _text(link.node), foreign, strong, hidden))
            yield from judged
            if foreign and not judged and (_odd(address) or _without_ideograph(link.plain)):
                shown[registered(host_of(address))] = _made(
                    "visible", address, link.text, path_of(link.node), "", (), "visible-farm"
                )
    if len(shown) >= topic("spam")["limits"]["farm"]:
        yield next(iter(shown.values()))


@lru_cache(maxsize=4_096)
def _strong(text: str, title: str) -> tuple[str, ...]:
    """The strong words of a link that has a text."""
    return found_words(_shown(text, title), "strong")


def _judged(
    node: LexborNode, address: str, text: str, foreign: bool, strong: tuple[str, ...], hidden: Hidden
) -> Iterator[Planted]:
    about = bool(found_words(text, "against"))
    host = bool(_hosts().search(host_of(address))) if foreign else False
    why = hidden.why(node)
    if why:
        how, said = _hidden_how(address, text, strong, host, foreign, about)
    elif foreign and not about and not official(host_of(address)):
        how = "visible-strong" if strong else "visible-host" if host else ""
        said = strong
    else:
        how, said = "", ()
    if how:
        kind = "hidden" if why else "visible"
        yield _made(kind, address, text, path_of(node), why, said, how)


def _hidden_how(
    address: str, text: str, strong: tuple[str, ...], host: bool, foreign: bool, about: bool
) -> tuple[str, tuple[str, ...]]:
    if strong and not about:
        return ("hidden-strong" if foreign else "hidden-own"), strong
    if not foreign or official(host_of(address)):
        return "", ()
    if not about and (lone := found_words(text, "official")):
        return "hidden-strong", lone
    if host:
        return "hidden-host", ()
    weak = found_words(text, "weak")
    if about:
        return "", ()
    if weak and _odd(address):
        return "hidden-weak", weak
    return "hidden-foreign", weak


def _many(found: Iterable[Planted]) -> Iterator[Planted]:
    """Hidden links to unrelated sites support each other; a few of ordinary names say nothing."""
    found, limits = list(found), topic("spam")["limits"]
    ordinary = topic("spam")["confidence"]["hidden-foreign"]
    lone = [each for each in found if each.confidence == ordinary]
    sites = {registered(host_of(each.address)) for each in lone}
    odd = sum(1 for each in lone if _odd(each.address))
    how = ""
    if len(sites) >= limits["farm"]:
        how = "hidden-farm"
    elif len(sites) >= limits["many"] and odd * 2 >= len(lone):
        how = "hidden-many"
    for each in found:
        if each.confidence != ordinary:
            yield each
        elif how:
            yield _made_like(each, how)
        elif each.words and _odd(each.address):
            yield each


def _hidden_words(elements: Elements, hidden: Hidden) -> Iterator[Planted]:
    """Hidden blocks of such words without a link: written for search engines."""
    suspects: list[tuple[LexborNode, str, str, tuple[str, ...]]] = []
    candidates, low = _may_hide(elements), elements.low
    if _holds_strong(low):
        # Hidden by a rule of the page, or a marquee too small to read: looked for only where there is a word.
        candidates += hidden.by_rule(_MOST_RULED)
    for node in candidates:
        why = hidden.why(node) if node.tag not in ("script", "style") else ""
        text = node.text(deep=True) if why else ""
        said = found_words(text, "strong") if why else ()
        if len(said) >= topic("spam")["limits"]["words"] and not found_words(text, "against"):
            suspects.append((node, why, text, said))
    # Words that only their normal form shows are none: the markup itself has to hold one.
    if not suspects or not _pattern("strong").search("".join(low.split())):
        return
    for node, why, text, said in suspects:
        if node.css_first("a[href]") is None:
            yield _made("hidden", "", text, path_of(node), why, said, "hidden-text")


def _may_hide(elements: Elements) -> list[LexborNode]:
    """The elements whose own style or attribute may hide them."""
    found: list[LexborNode] = []
    most = _MOST_HIDING
    for node, _, attributes in elements.all:
        if "style" not in attributes and "hidden" not in attributes:
            continue
        style = attributes.get("style") or ""
        signs = sum(sign in style for sign in _HIDING) + ("hidden" in attributes)
        if signs and most > 0:
            found.append(node)
        most -= signs
    return found


def _scripts(scripts: list[str], url: str) -> Iterator[Planted]:
    own = registered(host_of(url))
    for script in scripts:
        target, writes = (_known_doing if len(script) <= _SCRIPT else _doing)(script)
        if target and _foreign(absolute(url, target), own):
            yield _made("redirect", absolute(url, target), "", "script", "script", (), "redirect")
        if writes:
            yield from _written(script, url)
        if "document.title" in script:
            yield from _titled(script)


def _doing(script: str) -> tuple[str, bool]:
    """Where a script sends visitors from a search engine, and whether it may write markup."""
    writes = any(sign in script for sign in _CONCEALS) or bool(_MARKUP.search(script))
    return sent_on(script), writes


# Most scripts are the same on all pages of a site.
_known_doing = lru_cache(maxsize=128)(_doing)


def _written(script: str, url: str) -> Iterator[Planted]:
    """The links and scripts in the markup that a script writes."""
    own, text = registered(host_of(url)), decoded(script)
    for match in _ANCHOR.finditer(text):
        address = absolute(url, match[1])
        strong = found_words(match[2], "strong")
        hiding = _hiding(text[max(match.start() - 300, 0) : match.end()])
        suspicious = bool(strong or hiding or _hosts().search(host_of(address)))
        harmless = official(host_of(address)) or found_words(match[2], "against")
        if address and suspicious and not harmless and _foreign(address, own):
            yield _made("written", address, match[2], "script", "script", strong, "written")
    for match in _SOURCE.finditer(text):
        address = absolute(url, match[1])
        # An address that nobody was to read: one that the script itself spells as numbers.
        concealed = match[1] not in script and _odd(address) and not official(host_of(address))
        if _foreign(address, own) and (concealed or _hosts().search(host_of(address))):
            yield _made("written", address, "", "script", "script", (), "written")


def _titled(script: str) -> Iterator[Planted]:
    """The title that a script gives the page, as for the robots of search engines only."""
    for match in _TITLE.finditer(decoded(script)):
        strong = found_words(match[1], "strong")
        if strong and not found_words(match[1], "against"):
            yield _made("head", "", match[1], "script", "", strong, "head")


def _hiding(text: str) -> bool:
    plain = re.sub(r"\s+", "", text.lower())
    return "display:none" in plain or "left:-" in plain or "text-indent:-" in plain or "<marquee" in plain


def _head(elements: Elements) -> Iterator[Planted]:
    """Title, key words and description: what a search engine is shown."""
    title = elements.tree.css_first("title")
    texts = [("title", title.text() if title else "")]
    for _, _, attributes in elements.named("meta"):
        name = (attributes.get("name") or "").lower()
        if name in ("keywords", "description"):
            texts.append((f"meta[{name}]", attributes.get("content") or ""))
    for where, text in texts:
        strong = found_words(text, "strong")
        if strong and not found_words(text, "against"):
            yield _made("head", "", " ".join(text.split()), where, "", strong, "head")


def _loaded(elements: Elements, url: str, hidden: Hidden) -> Iterator[Planted]:
    """Scripts and frames of such sites that the page loads by itself."""
    own = registered(host_of(url))
    loading = (each for each in elements.all if each[1] in _LOADING and "src" in each[2])
    for node, tag, attributes in islice(loading, 2000):
        address = elements.absolute(attributes.get("src") or "")
        if not address or not _foreign(address, own):
            continue
        if _hosts().search(host_of(address)):
            yield _made("loaded", address, "", path_of(node), "", (), "loaded")
        elif tag == "iframe" and not official(host_of(address)) and (why := _no_size(node, hidden)):
            yield _made("loaded", address, "", path_of(node), why, (), "hidden-frame")


def _no_size(node: LexborNode, hidden: Hidden) -> str:
    sizes = {node.attributes.get("width"), node.attributes.get("height")}
    return "size" if sizes & {"0", "1", "0px", "1px"} else hidden.why(node)


def found_words(text: str, kind: str) -> tuple[str, ...]:
    """The words of list `kind` (strong, weak, against) in `text`, however they are spaced."""
    return _known_words(text, kind) if len(text) <= _SHORT else _words_in(text, kind)


def _words_in(text: str, kind: str) -> tuple[str, ...]:
    low = normal(text).lower()
    plain = "".join(low.split())
    if not plain:
        return ()
    found = _pattern(kind).findall(plain)
    # `buy viagra`: a word of its own, blanks left as they are
    if len(plain) < len(low) and _LETTERS.search(low):
        found += _pattern(kind).findall(low)
    return tuple(dict.fromkeys(found))[:5]


_known_words = lru_cache(maxsize=4_096)(_words_in)


@lru_cache(maxsize=4)
def _pattern(kind: str) -> re.Pattern[str]:
    listed = ("".join(word.split()) for word in topic("spam")[kind])
    return _any_of(sorted(listed, key=len, reverse=True))


def _any_of(listed: list[str]) -> re.Pattern[str]:
    # Each begins with a letter, what stands before it is looked at behind: so nearly all places of a text,
    # at which no word begins, are passed by at a glance.
    return re.compile(
        "|".join(
            rf"{re.escape(word)}(?<![a-z]{re.escape(word)})" if word.isascii() else re.escape(word)
            for word in listed
        )
    )


def _holds_strong(low: str) -> bool:
    """Whether a strong word stands in the markup `low`; parts that were met before, and had none, are passed
    by."""
    new = [part for part in low.split("</") if part not in _without_strong]
    text = "<".join(new)
    if any(pattern.search(text) for pattern in _strong_apart()):
        return True
    if len(_without_strong) > _PARTS_KEPT:
        _without_strong.clear()
    _without_strong.update(part for part in new if len(part) <= _LONGEST_PART)
    return False


@lru_cache(maxsize=1)
def _strong_apart() -> tuple[re.Pattern[str], ...]:
    """The strong words that begin with a letter, and the others: faster looked for one after the other."""
    listed = ["".join(word.split()) for word in topic("spam")["strong"]]
    apart = ([w for w in listed if w[0].isascii()], [w for w in listed if not w[0].isascii()])
    return tuple(_any_of(each) for each in apart if each)


@lru_cache(maxsize=1)
def _hosts() -> re.Pattern[str]:
    return re.compile(topic("spam")["hosts"])


def _without_ideograph(text: str) -> bool:
    """A name that no reader of a Chinese page is meant for."""
    return bool(text) and not any("\u4e00" <= sign <= "\u9fff" for sign in text)


def _odd(address: str) -> bool:
    """A name that says nothing: many digits, or under an ending that such sites use."""
    host = host_of(address)
    name = registered(host).partition(".")[0]
    return host.rpartition(".")[2] in topic("spam")["endings"] or sum(map(str.isdigit, name)) >= 2


def _foreign(address: str, own: str) -> bool:
    """Whether an absolute address, or an empty one, leads to another site."""
    scheme, _, rest = address.partition("//")
    return _foreign_host(f"{scheme}//{rest.partition('/')[0]}", own)


@lru_cache(maxsize=2_048)
def _foreign_host(origin: str, own: str) -> bool:
    site = registered(host_of(origin))
    return bool(site) and site != own and site not in _harmless()


@lru_cache(maxsize=1)
def _harmless() -> frozenset[str]:
    return frozenset(topic("spam")["harmless_sites"])


def _text(node: LexborNode) -> str:
    text, title = node.text(deep=True), node.attributes.get("title")
    if not text.strip() and (image := node.css_first("img[alt]")) is not None:
        text = image.attributes.get("alt") or ""
    return _shown(text, title)


def _shown(text: str, title: str | None) -> str:
    return " ".join((text if not title or title in text else f"{text} {title}").split())[:200]


def _made(
    kind: str, address: str, text: str, where: str, hidden: str, said: tuple[str, ...], how: str
) -> Planted:
    return Planted(
        kind, address, " ".join(text.split())[:120], where, hidden, said, topic("spam")["confidence"][how]
    )


def _made_like(each: Planted, how: str) -> Planted:
    return _made(each.kind, each.address, each.text, each.where, each.hidden, each.words, how)
