"""What pages share: tables, figures, charts, dialogs, filters."""
