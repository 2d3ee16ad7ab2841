"""The demonstration: the story of `db.demo`, written in bulk where machines and years of history speak, and
entered through the functions behind the pages where people do."""
