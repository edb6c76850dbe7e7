"""Reads the phases of a programme and checks that they follow one another."""

from __future__ import annotations

import re

from flows.programme import Phase
from flows.screen import N_
from storage.packs.toml_table import Table

_KEY = re.compile(r"[a-z0-9-]{1,16}")


def read_phases(top: Table, reserved: str) -> tuple[tuple[Phase, ...], frozenset[str]]:
    """Return the phases that could be read, in the order they open, and the keys of all that stand there.

    `reserved` is a key no phase may have, because it names all of them together.
    """
    phases: list[tuple[Table, Phase]] = []
    keys: set[str] = set()
    tables = top.tables("phases")
    if "phases" in top.raw and not tables:
        top.refuse("phases", N_("A programme needs at least one phase. Add a block [[phases]]."))
    for table in tables:
        key = _key(table, keys, reserved)
        phase = _phase(table, key)
        if phase:
            phases.append((table, phase))
    phases.sort(key=lambda one: one[1].opens)
    _refuse_overlaps(phases)
    return tuple(phase for _, phase in phases), frozenset(keys)


def _key(table: Table, keys: set[str], reserved: str) -> str:
    key = table.text(
        "key",
        _KEY,
        N_("The key of a phase may hold small letters without accents, digits and hyphens, at most 16 of them."),
    )
    if key in keys:
        table.refuse("key", N_("Another phase has the key “{key}” already. Give each its own.", key=key))
    if key == reserved:
        table.refuse("key", N_("A phase may not have the key “{key}”: it stands for all phases.", key=key))
    keys.update({key} - {""})
    return key


def _phase(table: Table, key: str) -> Phase | None:
    name = table.text("name")
    opens, closes = table.instant("opens"), table.instant("closes")
    counts_from, counts_to = table.day("counts_from"), table.day("counts_to")
    table.refuse_untaken()
    if counts_from and counts_to and counts_from > counts_to:
        table.refuse("counts_to", N_("“counts_to” is a day before “counts_from”. Put the earlier day first."))
    if opens and closes and opens >= closes:
        table.refuse("closes", N_("The phase closes before it opens. “closes” must be later than “opens”."))
    elif opens and closes and counts_from and counts_to:
        return Phase(key, name, opens, closes, counts_from, counts_to)
    return None


def _refuse_overlaps(phases: list[tuple[Table, Phase]]) -> None:
    """Compare each phase with the one before it that closes last."""
    latest: Phase | None = None
    for table, phase in phases:
        if latest and phase.opens < latest.closes:
            table.refuse(
                "opens",
                N_(
                    "“{phase}” opens before “{earlier}” closes. Only one phase may be open at a time.",
                    phase=phase.name,
                    earlier=latest.name,
                ),
            )
        if latest is None or phase.closes > latest.closes:
            latest = phase
