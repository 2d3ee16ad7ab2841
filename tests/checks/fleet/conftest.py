"""One healthy town for all tests of this folder, mended after each."""

from collections.abc import Iterator

import pytest
import requests

from checks.fleet.town import Town

KEYS = ("site01", "site02", "site05")


@pytest.fixture(scope="session")
def one_town() -> Iterator[Town]:
    with Town(sites=KEYS, faults={}) as town:
        yield town


@pytest.fixture
def town(one_town: Town) -> Iterator[Town]:
    yield one_town
    for key in KEYS:
        one_town.mend(key)


@pytest.fixture
def visit(town: Town) -> Iterator["Visit"]:
    with requests.Session() as session:
        session.trust_env = False
        yield Visit(town, session)


class Visit:
    """Fetches pages of the town as a visitor who trusts the town's authority."""

    def __init__(self, town: Town, session: requests.Session) -> None:
        self._town, self._session = town, session

    def __call__(self, key: str, path: str = "/", timeout: float = 5) -> requests.Response:
        return self._session.get(self._town.url(key, path), timeout=timeout, verify=str(self._town.authority))
