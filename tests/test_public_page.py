"""The public page through a real server that wants a sign-in for everything else."""

import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from core.access import Actor, Role
from core.common.settings import settings
from core.reporting.public import publish, version, withdraw
from core.reporting.reports.period import read_period
from core.reporting.reports.report import make_report
from db import engine
from db.migrate import upgrade
from tests.server import DIRECT, Dashboard, running

SUPERVISOR = Actor("主任", Role.SUPERVISOR)


@pytest.fixture(scope="module")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dashboard]:
    folder = tmp_path_factory.mktemp("public")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SUPERVISION_DATA_DIR", str(folder / "data"))
        patch.delenv("SUPERVISION_DATABASE_URL", raising=False)
        settings.cache_clear()
        engine.forget()
        upgrade()
        with running(folder, SUPERVISION_SIGN_IN="required", SUPERVISION_JOBS="external") as dashboard:
            yield dashboard
    settings.cache_clear()
    engine.forget()


def asked(url: str, method: str = "GET") -> tuple[int, str, dict[str, str]]:
    """Status, body and headers, without following a redirect away from the address."""
    request = urllib.request.Request(url, method=method, data=b"a=b" if method == "POST" else None)
    try:
        with DIRECT.open(request, timeout=180) as answer:
            landed = answer.url.removeprefix(url)
            return answer.status, answer.read().decode(), {**dict(answer.headers), "landed": landed}
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(), dict(error.headers)


def test_only_what_was_chosen_can_be_read_and_nothing_else_without_sign_in(dashboard: Dashboard) -> None:
    assert asked(dashboard.url + "/public")[0] == 404, "off until somebody chooses"
    figures = [one for one in make_report(read_period("yearly", "2025")).figures if one.recorded]
    chosen, other = figures[0], figures[1]
    publish("yearly", "2025", [chosen.path], seen=version(), actor=SUPERVISOR)
    status, body, headers = asked(dashboard.url + "/public")
    assert (status, chosen.label in body, other.label in body) == (200, True, False)
    assert "2025" in body
    assert "set-cookie" not in {name.lower() for name in headers}
    assert not [word for word in ("href", "<script", "<form", "主任", "src=") if word in body]
    assert asked(dashboard.url + "/public?lang=en")[1] != body
    assert asked(dashboard.url + "/public", "POST")[0] in (401, 405)
    for path in ("/public/", "/public/registry", "/publics", "/", "/reports", "/public/../reports"):
        status, elsewhere, _ = asked(dashboard.url + path)
        assert chosen.label not in elsewhere, path
        assert status in (401, 404) or 'name="form"' in elsewhere, path
    withdraw(seen=version(), actor=SUPERVISOR)
    assert asked(dashboard.url + "/public")[0] == 404
