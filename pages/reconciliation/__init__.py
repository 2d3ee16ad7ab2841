"""Parts of the page that reviews the register: against the national system, and for accounts to be closed."""
