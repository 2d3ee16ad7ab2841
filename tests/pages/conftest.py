"""Every test of a page finds the tables that `pages.components.grid` draws, whichever file runs first."""

from tests.pages import tables

__all__ = ["tables"]
