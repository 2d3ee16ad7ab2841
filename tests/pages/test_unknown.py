"""An address that is no page: said in the reader's language, and nothing else is caught."""

from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

from core.common.text import LANGUAGES, Language, catalogue
from pages.shell.navigation import TABLE, UNKNOWN
from pages.shell.server import routes
from tests.server import ROOT


@pytest.fixture
def client() -> TestClient:
    return TestClient(Starlette(routes=routes()), follow_redirects=False)


@pytest.mark.parametrize("address", ["/nosuchpage", "/Registry", "/没有"])
def test_an_unknown_word_leads_to_the_first_page_with_its_language(client: TestClient, address: str) -> None:
    answer = client.get(f"{address}?lang=en")
    assert answer.status_code == 307
    assert answer.headers["location"] == f"./?lang=en&{UNKNOWN}=1"


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/index.html",
        "/favicon.png",
        "/robots.txt",
        "/_stcore/health",
        "/static/js/a.js",
        "/media/a",
        "/oauth2callback",
    ]
    + [f"/{page.url_path}" for page in TABLE[1:]],
)
def test_pages_and_what_streamlit_serves_are_left_to_it(client: TestClient, address: str) -> None:
    assert client.get(address).status_code == 404


def warnings(**parameters: str) -> list[str]:
    """What the entry script warns of: pages that are switched to run without it."""
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    for name, value in parameters.items():
        app.query_params[name] = value
    return [warning.value for warning in app.run().warning]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_says_so(database: Path, language: Language) -> None:
    said = catalogue(language)["navigation.unknown"]
    assert said in warnings(lang=language, **{UNKNOWN: "1"})
    assert said not in warnings(lang=language)
