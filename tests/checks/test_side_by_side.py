"""Sites are read side by side: one that is slow to answer holds up no other."""

import socket
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from checks.fetch import Limits
from checks.site import Site
from checks.work import reader
from core.common.outcome import Target
from core.rules.ruleset import NATIONAL, load
from tests.checks.web import page, serving


def test_the_home_pages_of_two_sites_are_visited_at_the_same_time():
    both_asked, rules, limits = Barrier(2), load(NATIONAL), Limits(allowed_private=("127.0.0.0/8",))

    def answer(connection: socket.socket, path: str) -> None:
        both_asked.wait(60)  # no site is answered before the other one is asked, too
        connection.sendall(page("首页"))

    with serving(answer) as server, ThreadPoolExecutor(2) as threads:
        targets = [Target(number, "site", server.url(f"/{number}")) for number in range(2)]
        sites = [Site.of(target, reader(limits, rules), rules) for target in targets]
        visits = list(threads.map(lambda site: site.first, sites))
    assert [visit.status for visit in visits] == [200, 200]
