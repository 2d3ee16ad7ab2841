"""What the markup says about a page's safety; what the server's headers say is not known here."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from .references import Reference, absolute, base_of
from .sites import host_of, registered

_ACTIVE = frozenset({"script", "stylesheet", "iframe", "form", "css"})
_PASSIVE = frozenset({"img", "srcset", "media"})


@dataclass(frozen=True, slots=True)
class HeadFacts:
    """`policy`, `referrer`, `generator`: the content of those tags, empty when absent. `mixed_active` and
    `mixed_passive`: addresses that an https page loads by http. `open_password`: a password is asked for on
    a page or sent to an address without https. `foreign_scripts`: hosts of other sites whose scripts run
    here, `unchecked_scripts` those of them without `integrity`."""

    policy: str
    referrer: str
    generator: str
    mixed_active: tuple[str, ...]
    mixed_passive: tuple[str, ...]
    open_password: bool
    foreign_scripts: tuple[str, ...]
    unchecked_scripts: tuple[str, ...]


def head_facts(tree: LexborHTMLParser, refs: tuple[Reference, ...], url: str) -> HeadFacts:
    """Read them; `refs` are the references of the same page."""
    own = registered(host_of(url))
    secure = urlsplit(url).scheme == "https"
    plain = [ref for ref in refs if secure and ref.address.startswith("http://")]
    foreign = {
        host for ref in refs if ref.kind == "script" and registered(host := host_of(ref.address)) != own
    }
    base = base_of(tree, url)
    checked = {
        host_of(absolute(base, node.attributes.get("src") or ""))
        for node in tree.css("script[src][integrity]")
    }
    return HeadFacts(
        policy=_meta(tree, "http-equiv", "content-security-policy"),
        referrer=_meta(tree, "name", "referrer"),
        generator=_meta(tree, "name", "generator"),
        mixed_active=tuple(dict.fromkeys(ref.address for ref in plain if ref.kind in _ACTIVE)),
        mixed_passive=tuple(dict.fromkeys(ref.address for ref in plain if ref.kind in _PASSIVE)),
        open_password=_open_password(tree, base, secure),
        foreign_scripts=tuple(sorted(foreign)),
        unchecked_scripts=tuple(sorted(foreign - checked)),
    )


def _meta(tree: LexborHTMLParser, attribute: str, wanted: str) -> str:
    for node in tree.css(f"meta[{attribute}]"):
        if (node.attributes.get(attribute) or "").strip().lower() == wanted:
            return (node.attributes.get("content") or "").strip()[:500]
    return ""


def _open_password(tree: LexborHTMLParser, base: str, secure: bool) -> bool:
    if tree.css_first("input[type='password' i]") is None:
        return False
    actions = (
        absolute(base, form.attributes.get("action") or "")
        for form in tree.css("form")
        if form.css_first("input[type='password' i]") is not None
    )
    return not secure or any(action.startswith("http://") for action in actions)
