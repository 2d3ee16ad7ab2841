"""What is made later on another thread is made in the language of whoever saw the button."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from core.common.text import LANGUAGES, Language, t, use_language
from pages.components.deferred import deferred


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_maker_on_another_thread_speaks_the_readers_language(language: Language) -> None:
    use_language(language)
    expected = t("common.export")
    make = deferred(lambda: t("common.export"))
    use_language("en" if language == "zh" else "zh")
    with ThreadPoolExecutor(2) as threads:
        assert {made.result() for made in [threads.submit(make) for _ in range(8)]} == {expected}
