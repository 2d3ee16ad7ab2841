"""What the markup says about a page's safety; what the server's headers say is not known here."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from .elements import Elements
from .references import Reference
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


def head_facts(elements: Elements, refs: tuple[Reference, ...]) -> HeadFacts:
    """Read them; `refs` are the references of the same page."""
    own = registered(host_of(elements.url))
    secure = urlsplit(elements.url).scheme == "https"
    plain = [ref for ref in refs if secure and ref.address.startswith("http://")]
    foreign = {
        host for ref in refs if ref.kind == "script" and registered(host := host_of(ref.address)) != own
    }
    checked = {
        host_of(elements.absolute(attributes["src"] or ""))
        for _, _, attributes in elements.named("script")
        if "src" in attributes and "integrity" in attributes
    }
    return HeadFacts(
        policy=_meta(elements, "http-equiv", "content-security-policy"),
        referrer=_meta(elements, "name", "referrer"),
        generator=_meta(elements, "name", "generator"),
        mixed_active=tuple(dict.fromkeys(ref.address for ref in plain if ref.kind in _ACTIVE)),
        mixed_passive=tuple(dict.fromkeys(ref.address for ref in plain if ref.kind in _PASSIVE)),
        open_password=_open_password(elements, secure),
        foreign_scripts=tuple(sorted(foreign)),
        unchecked_scripts=tuple(sorted(foreign - checked)),
    )


def _meta(elements: Elements, attribute: str, wanted: str) -> str:
    for _, _, attributes in elements.named("meta"):
        if (attributes.get(attribute) or "").strip().lower() == wanted:
            return (attributes.get("content") or "").strip()[:500]
    return ""


def _open_password(elements: Elements, secure: bool) -> bool:
    if all((each[2].get("type") or "").lower() != "password" for each in elements.named("input")):
        return False
    actions = (
        elements.absolute(form.attributes.get("action") or "")
        for form in elements.tree.css("form")
        if form.css_first("input[type='password' i]") is not None
    )
    return not secure or any(action.startswith("http://") for action in actions)
