"""Verdicts on all channels of the demonstration at once."""

from core.rules import assess


def test_all_running_channels_get_the_same_verdict_as_each_alone(demo_database):
    told = assess.verdicts()
    assert len(told) > 100
    assert {each.kind == "website" for each in told} == {True, False}
    for each in told[:40]:
        assert each.verdict == assess.verdict_of(each.channel_id)
