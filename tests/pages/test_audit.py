"""The page of the trail says when the trail was last verified."""

from collections.abc import Iterator

import pytest

from core.access import Actor, Role
from core.access.actor import use_provider
from tests.pages.pages import opened


@pytest.fixture(autouse=True)
def auditor() -> Iterator[None]:
    use_provider(lambda: Actor("审计员乙", Role.AUDITOR))
    yield
    use_provider(None)


def test_the_page_says_when_the_trail_was_last_verified(database: object) -> None:
    app = opened("audit")
    assert any("尚未验证过" in caption.value for caption in app.caption)
    app.button(key="chain-verify").click().run()
    assert app.success
    app = opened("audit")
    assert any("审计员乙" in caption.value and "完整" in caption.value for caption in app.caption)
