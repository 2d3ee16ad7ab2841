"""Where `<meta http-equiv=refresh>` leads, as browsers read its content."""

import re

# A time, a separator, perhaps `url =`, then the address in quotes or bare (HTML standard, refresh steps).
_CONTENT = re.compile(r"\s*+[\d.]++(?:\s*+[;,]\s*+|\s++)(?:url\s{0,20}=\s{0,20})?(.+)", re.I | re.S)


def refresh_target(content: str) -> str:
    """The address in `content` as written; empty when it only says when to load the page again."""
    match = _CONTENT.match(content[:2_000])
    if not match:
        return ""
    written = match[1].strip()
    quote = written[:1]
    return written[1:].partition(quote)[0].strip() if quote in ("'", '"') else written
