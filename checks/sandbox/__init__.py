"""Pages of others read in processes of their own, within limits of time and memory, that may be killed.

`page.sandbox()` opens pages, `limits.PutAside` is raised for one that breaks the limits. Nothing is imported
here: a reading process does without the half that asks."""
