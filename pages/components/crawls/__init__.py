"""Readings of whole sites on the page: asked for, followed, their results."""
