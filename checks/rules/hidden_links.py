"""Links that somebody planted out of a visitor's sight: hidden, written by a script, in the head, loaded."""

from functools import partial

from checks.rules.of_site import of_site
from checks.site.planted import judge

NAME = "hidden_links"


# What is surely planted is a problem, what may be is suspect; menus and lightboxes are neither.
check = of_site(NAME, partial(judge, name=NAME))
