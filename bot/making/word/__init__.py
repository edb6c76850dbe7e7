"""Word files that look as the documents of the union do."""
