"""A strict local Official Account: tokens, messages, uploads, windows and rates as Zalo enforces them."""
