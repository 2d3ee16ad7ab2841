"""The big screen of an office: how all stands, in the dark, at its own address, drawn again by itself."""

from pages.shell.big_screen.routes import routes

__all__ = ["routes"]
