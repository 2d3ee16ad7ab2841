"""Reminders: who is told what, by which way, and what became of every message."""

import streamlit as st

from core.access import Role
from core.text import t
from pages.ui.guard import require
from pages.ui.header import header
from pages.ui.reminders.figures import behind, figures
from pages.ui.reminders.log import log
from pages.ui.reminders.people import people
from pages.ui.reminders.rules import rhythm
from pages.ui.said import say

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
