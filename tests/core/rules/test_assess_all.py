"""Verdicts on all channels of the demonstration at once."""

from core.rules import assess


def test_all_running_channels_get_the_same_verdict_as_each_alone(demo_database):
    reported = assess.verdicts()
    assert len(reported) > 100
    assert {each.kind == "website" for each in reported} == {True, False}
    for each in reported[:40]:
        assert each.verdict == assess.verdict_of(each.channel_id)


def test_those_asked_for_get_the_verdict_they_get_among_all(demo_database, monkeypatch):
    monkeypatch.setattr(assess, "MOST_NAMED", 7)
    reported = assess.verdicts()
    wanted = {each.channel_id for each in reported[::3]}
    assert assess.verdicts(wanted | {10**9}) == [each for each in reported if each.channel_id in wanted]
    assert assess.verdicts([]) == []
