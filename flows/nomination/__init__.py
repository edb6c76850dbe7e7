"""Units put forward within their cap, and staff look at award lists, on a stored snapshot."""
