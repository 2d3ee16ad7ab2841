"""Reminders: who is reminded of what, by which way, and what became of every message."""

import streamlit as st

from core.access import Role
from core.common.text import t
from pages.components.flash import say
from pages.components.header import header
from pages.reminders.figures import behind, figures
from pages.reminders.log import log
from pages.reminders.people import people
from pages.reminders.rules import rhythm
from pages.shell.guard import require

require(Role.SUPERVISOR)
header("reminders")
say()
figures()
persons, sent, rules = st.tabs([t(f"reminders.tab.{key}") for key in ("people", "sent", "rules")])
with persons:
    people()
with sent:
    log()
with rules:
    rhythm()
behind()
