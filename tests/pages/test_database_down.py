"""With the database down every page says so in one sentence, and nothing else."""

import socket

import pytest

from core.common.settings import settings
from core.common.text import t, use_language
from db import engine
from tests.page_queries import PAGES
from tests.pages.pages import opened


@pytest.fixture
def down(data_dir, monkeypatch):
    with socket.socket() as taken:
        # Bound and not listening: whoever connects is refused.
        taken.bind(("127.0.0.1", 0))
        url = f"postgresql://nobody@127.0.0.1:{taken.getsockname()[1]}/none"
        monkeypatch.setenv("SUPERVISION_DATABASE_URL", url)
        engine.forget()
        settings.cache_clear()
        yield


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_it_in_one_sentence(page, language, down):
    app = opened(page, language)
    use_language(language)
    assert [error.value for error in app.error] == [t("trouble.gone")]
    assert not app.main.get("caption")
