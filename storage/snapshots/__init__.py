"""Stored snapshots of all figures: taken once from one view of the database, never changed afterwards."""
