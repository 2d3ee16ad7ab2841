"""Checker: whether it works, what it did, what it could not check, by which settings and rules."""

import streamlit as st

from core.access import Role
from core.text import t
from pages.ui.checker import rules, runs
from pages.ui.checker.cluster import cluster
from pages.ui.checker.judgement import judgement
from pages.ui.checker.now import at_work, held
from pages.ui.checker.settings import settings_in_force
from pages.ui.checker.unchecked import unchecked
from pages.ui.crawls.listing import crawls_box
from pages.ui.guard import require
from pages.ui.header import header
from pages.ui.said import say

TABS = ("runs", "crawls", "findings", "unchecked", "cluster", "settings", "rules")

require(Role.STAFF)
header("checker")
say()
held()
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
