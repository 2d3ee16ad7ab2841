"""What is made later on another thread is made in the language of whoever saw the button."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from core.access.actor import Actor, Role, acting_as, current_actor
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


def test_a_maker_on_another_thread_sees_what_its_reader_may() -> None:
    of_one_unit = Actor("乙", Role.STAFF, 7)
    with acting_as(of_one_unit):
        make = deferred(current_actor)
    with ThreadPoolExecutor(2) as threads:
        assert [made.result() for made in [threads.submit(make) for _ in range(3)]] == [of_one_unit] * 3
    assert current_actor() != of_one_unit
