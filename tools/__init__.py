"""Small programs for whoever works on the code; nothing here runs in the product."""
