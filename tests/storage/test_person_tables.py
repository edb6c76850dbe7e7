"""Every table that names a person or their initiative is on the one list by which persons are erased and merged."""

from __future__ import annotations

from typing import Any

from sqlmodel import SQLModel

from storage.person_tables.held import HELD

NAMES = {
    "person": {"actor", "stood_for", "subject", "person", "person_id", "author", "merged_into"},
    "initiative": {"initiative", "about"},
}


def naming(what: str) -> set[tuple[str, str]]:
    """Return table and column of everything that names a person, or an initiative: by a key, or by its own name."""

    def names(table: Any) -> set[str]:
        keys = {key.parent.name for key in table.foreign_keys if key.column.table.name == what}
        return keys | {column.name for column in table.columns if column.name in NAMES[what]}

    return {(name, column) for name, table in SQLModel.metadata.tables.items() for column in names(table)}


def test_no_column_that_names_a_person_is_forgotten() -> None:
    """A new table with such a column belongs into HELD, with what becomes of its rows."""
    listed = {(held.name, column) for held in HELD for column in (*held.persons, *held.officers)}
    assert listed - {("person", "id")} == naming("person")


def test_no_column_that_leads_to_a_person_by_their_initiative_is_forgotten() -> None:
    """A new table with such a column belongs into HELD, with what becomes of its rows."""
    assert {(held.name, column) for held in HELD for column in held.initiatives} == naming("initiative")


def test_no_table_is_listed_twice() -> None:
    assert len({held.name for held in HELD}) == len(HELD)
