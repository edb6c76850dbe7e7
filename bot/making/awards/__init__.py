"""Award lists on a stored snapshot as files: the proposal, the list, the table of summaries, and the Excel of all."""
