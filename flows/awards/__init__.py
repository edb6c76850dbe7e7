"""Awards: rules that a pack carries as data, judged on the figures of a stored snapshot."""
