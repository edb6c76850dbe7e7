"""Pushes as they are kept: whom one is for, how far it has come, whom it did not reach."""
