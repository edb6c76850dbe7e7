"""Units in the database: dated rows in, the tree of a day and its parts out."""
