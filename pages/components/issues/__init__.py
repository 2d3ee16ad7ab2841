"""A list of issues, one opened, and what is done to them: on every page that has them."""
