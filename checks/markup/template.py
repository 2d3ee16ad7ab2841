"""Places in markup that a content system or a script was to fill."""

import re

_TEMPLATE = re.compile(
    r"\{\{|\$\{|\[!--|\[field:|<%|<\?php|\{\$|\{[a-z]{1,20}:|%7B%7B|%24%7B"
    # Razor's, and what a script writes where a value is missing.
    r"|@(?:\(|(?:Model|item|Html|Url|ViewBag|ViewData)[.(\[])|(?:\[|%5B)object(?: |%20)Object"
    r"|(?:^|/)(?:undefined|null|NaN)(?=$|[/?#]|\.s?html?(?:$|[?#]))",
    re.I,
)


def is_template(raw: str) -> bool:
    """Whether an address was to be put in place of `raw`: it leads nowhere yet, and is no dead link."""
    return bool(_TEMPLATE.search(raw))
