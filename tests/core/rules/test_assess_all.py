"""Verdicts on all channels of the demonstration at once."""

from core.rules import assess


def test_all_running_channels_get_the_same_verdict_as_each_alone(demo_database):
    told = assess.verdicts()
    assert len(told) > 100
    assert {each.kind == "website" for each in told} == {True, False}
    for each in told[:40]:
        assert each.verdict == assess.verdict_of(each.channel_id)


def test_those_asked_for_get_the_verdict_they_get_among_all(demo_database, monkeypatch):
    monkeypatch.setattr(assess, "MOST_NAMED", 7)
    told = assess.verdicts()
    wanted = {each.channel_id for each in told[::3]}
    assert assess.verdicts(wanted | {10**9}) == [each for each in told if each.channel_id in wanted]
    assert assess.verdicts([]) == []
