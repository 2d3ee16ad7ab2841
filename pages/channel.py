"""Channel file."""

import streamlit as st

from core.access import Role
from pages.ui.guard import require
from pages.ui.navigation import page

require(Role.LEADER)
st.title(page("channel").title)
