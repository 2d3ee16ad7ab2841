"""What a run of a page costs beside drawing it."""

from streamlit import config


def test_a_run_does_not_look_for_garbage_through_the_whole_process() -> None:
    assert config.get_option("runner.postScriptGC") is False
