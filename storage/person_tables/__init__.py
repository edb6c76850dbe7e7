"""Every table that holds something of a person: by which columns, and what becomes of its rows."""
