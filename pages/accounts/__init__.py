"""Parts of the page for looking at accounts."""
