"""Where `<meta http-equiv=refresh>` and a `Refresh` header lead, as browsers read them."""

import re

# A time, a separator, perhaps `url =`, then the address in quotes or bare (HTML standard, refresh steps).
_CONTENT = re.compile(r"\s*+[\d.]++(?:\s*+[;,]\s*+|\s++)(?:url\s{0,20}=\s{0,20})?(.+)", re.I | re.S)

_DELAY = re.compile(r"\s*+([0-9]{0,9})")
_SOON_S = 10  # a header that sends on later lets its page be read


def refresh_target(content: str) -> str:
    """The address in `content` as written; empty when it only says when to load the page again."""
    match = _CONTENT.match(content[:2_000])
    if not match:
        return ""
    written = match[1].strip()
    quote = written[:1]
    return written[1:].partition(quote)[0].strip() if quote in ("'", '"') else written


def sent_by_header(header: str) -> str:
    """The address that a `Refresh` header soon sends to, as written; empty when it sends nowhere else."""
    delay = _DELAY.match(header[:2_000])
    soon = delay is not None and int(delay[1] or 0) <= _SOON_S
    return refresh_target(header) if soon else ""
