"""A sign-in that ends while a page is drawn: whenever it does, the tab says so and shows nothing more."""

from collections.abc import Callable, Iterator

import pytest

from core.access import Actor, Role
from core.access.actor import use_provider
from core.common.errors import NotSignedIn
from db.scope import use_scope
from pages.shell.sign_in import identity
from tests.pages.pages import opened

STAFF = Actor("教育局", Role.STAFF)


def ending_after(asked: int) -> Callable[[], Actor]:
    """Somebody who is signed in until the page has asked `asked` times."""
    left = [asked]

    def actor() -> Actor:
        left[0] -= 1
        if left[0] < 0:
            raise NotSignedIn
        return STAFF

    return actor


@pytest.fixture
def scoped() -> Iterator[None]:
    """Rows are shown by who asks, as in the server."""
    identity.install()
    yield
    use_provider(None)
    use_scope(None)


@pytest.mark.parametrize("name", ["work", "registry", "notices"])
def test_whenever_it_ends_the_page_is_gone_and_says_so(database: object, scoped: None, name: str) -> None:
    use_provider(lambda: STAFF)
    app, ended = opened(name), 0
    for asked in range(0, 40, 3):
        use_provider(ending_after(asked))
        app.run()
        assert not app.exception, asked
        if [one.value for one in app.warning] == ["登录已结束，请重新登录。"]:
            ended += 1
            assert not app.error, asked
            assert not app.title, asked
            assert not app.button, asked
        else:
            assert app.title, asked
            assert asked > 10, "asked so often at least"
        use_provider(lambda: STAFF)
        app.run()
        app.switch_page(f"pages/{name}/page.py").run()
        assert app.title, asked
    assert ended >= 5
