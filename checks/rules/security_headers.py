"""What the server's own headers give away, and the protections they leave out."""

import re

from checks.rules.of_site import of_site
from checks.site import Site
from checks.site.words import words
from core.common.outcome import Problem, Report

NAME = "security_headers"
# A number with a point behind a product's name: `Apache/2.2.15`, `PHP/5.3`.
_VERSION = re.compile(r"[A-Za-z][\w.-]{0,60}[/ ]v?\d{1,9}\.\d|^\d{1,9}\.\d")


def _judge(site: Site) -> Report:
    """A version that is given away is a problem; a protection that is left out is only reported: hardly any
    site has them all, and no rule asks for them."""
    headers, rule = site.visit.headers, words()["security_headers"]
    problems = [
        Problem(
            f"version:{name}",
            site.address,
            site.visit.status,
            confidence=1.0,
            piece=f"{name}: {headers[name][:200]}",
            detail={"header": name, "value": headers[name][:200]},
        )
        for name in rule["reporting_progress"]
        if _VERSION.search(headers.get(name, ""))
    ]
    wanted = [*rule["wanted"], *(rule["wanted_https"] if site.address.startswith("https:") else [])]
    framed = "frame-ancestors" in headers.get("content-security-policy", "")
    missing = [name for name in wanted if name not in headers and not (name == "x-frame-options" and framed)]
    return site.report(NAME, problems, missing=missing)


check = of_site(NAME, _judge)
