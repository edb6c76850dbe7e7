"""Zalo in the sandbox: what both of its strict local APIs share, and each of them in a package of its own."""
