"""The registry beside an export of the national reporting systems: what each says otherwise, kept with the
day of the export, and a list by which either side is put right."""
