"""Checker: whether it works, what it did, what it could not check, by which settings and rules."""

import streamlit as st

from core.access import Role
from core.common.text import t
from pages.checker import rules, runs
from pages.checker.cluster import cluster
from pages.checker.judgement import judgement
from pages.checker.now import at_work, on_hold
from pages.checker.settings import settings_in_force
from pages.checker.unchecked import unchecked
from pages.components.flash import say
from pages.components.header import header
from pages.crawls.listing import crawls_box
from pages.shell.guard import require

TABS = ("runs", "crawls", "findings", "unchecked", "cluster", "settings", "rules")

require(Role.STAFF)
header("checker")
say()
on_hold()
at_work()
work, whole, found, blocked, engine, chosen, thresholds = st.tabs([t(f"checker.tab.{name}") for name in TABS])
with work:
    runs.last_runs()
    runs.errors()
    runs.recent_runs()
with whole:
    crawls_box()
with found:
    judgement()
with blocked:
    unchecked()
with engine:
    cluster()
with chosen:
    settings_in_force()
with thresholds:
    rules.rules_in_force()
