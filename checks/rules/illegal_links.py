"""Links in plain sight to gambling and other illegal sites."""

from functools import partial

from checks.rules.of_site import of_site
from checks.site.planted import judge

NAME = "illegal_links"


# What surely leads to such a site is a problem, what may is suspect.
check = of_site(NAME, partial(judge, name=NAME))
