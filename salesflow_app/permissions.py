"""Who may see which row. Roles say which DocTypes; this says which documents."""
