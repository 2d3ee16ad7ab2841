"""One import for everything an office holds besides its register: units, columns, issues, inspections and
notices of the past, exits, last posts, the chapters of the yearly records. A kind is described in
`kinds.toml` and by one small function in `rows/`; reading, dry run, carrying out and undo are shared."""
