"""The ways in for a unit's people: one link, as a code to scan and as a sheet to hang up."""
