"""One healthy set of demo sites for all tests of this folder, cleared after each."""

from collections.abc import Iterator

import pytest
import requests

from checks.demo_sites.in_process import DemoSites

KEYS = ("site01", "site02", "site05")


@pytest.fixture(scope="session")
def one_demo() -> Iterator[DemoSites]:
    with DemoSites(sites=KEYS, faults={}) as demo:
        yield demo


@pytest.fixture
def demo(one_demo: DemoSites) -> Iterator[DemoSites]:
    yield one_demo
    for key in KEYS:
        one_demo.clear(key)


@pytest.fixture
def visit(demo: DemoSites) -> Iterator["Visit"]:
    with requests.Session() as session:
        session.trust_env = False
        yield Visit(demo, session)


class Visit:
    """Fetches pages of the demo sites as a visitor who trusts the demo sites' authority."""

    def __init__(self, demo: DemoSites, session: requests.Session) -> None:
        self._demo, self._session = demo, session

    def __call__(self, key: str, path: str = "/", timeout: float = 60) -> requests.Response:
        return self._session.get(self._demo.url(key, path), timeout=timeout, verify=str(self._demo.authority))
