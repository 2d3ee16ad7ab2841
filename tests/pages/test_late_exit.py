"""The exit of a channel is recorded and taken back in its file."""

from datetime import date

from streamlit.testing.v1 import AppTest

from core.common.text import t
from core.registry.search import GONE
from db.models import Channel, ChannelExit, Issue, IssueState, RegisteredState
from tests.pages.pages import opened, words
from tests.rows import a_website, all_of, an_issue


def exit_form(channel_id):
    from core.registry.channel_file import channel_file
    from pages.channel.late_exit import draw_exit

    draw_exit(channel_file(channel_id))


def test_recorded_in_one_dialog_and_taken_back(database):
    channel = a_website()
    an_issue(channel_id=channel)
    assert opened("channel", id=str(channel)).button(key="exit-open")
    dialog = AppTest.from_function(exit_form, kwargs={"channel_id": channel}, default_timeout=30).run()
    dialog.date_input(key="exit-day").set_value(date(2026, 1, 5))
    dialog.text_input(key="exit-ground").input("主管单位同意注销")
    dialog.button[0].click().run()
    assert [error.value for error in dialog.error] == [t("case.refusal.paper_missing")]
    dialog.text_input(key="exit-paper").input("示例函〔2026〕7号")
    dialog.button[0].click().run()
    assert [one.registered for one in all_of(Channel)] == [RegisteredState.CANCELLED]
    assert [one.state for one in all_of(Issue)] == [IssueState.WAIVED]
    page = opened("channel", id=str(channel))
    assert any("示例函〔2026〕7号" in word for word in words(page))
    assert "exit-open" not in [button.key for button in page.button]
    page.button(key="exit-undo").click().run()
    assert [one.registered for one in all_of(Channel)] == [RegisteredState.RUNNING]
    assert [one.state for one in all_of(Issue)] == [IssueState.OPEN]
    assert all(one.taken_back_at for one in all_of(ChannelExit))


def test_the_form_offers_no_bare_exit(database):
    page = opened("channel", id=str(a_website()))
    page.button(key="edit-channel").click().run()
    offered = page.selectbox(key="channel-registered").options
    assert offered
    assert not {t(f"state.registered.{state}") for state in GONE} & set(offered)
