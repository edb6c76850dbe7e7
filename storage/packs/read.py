"""The one door to a pack: reads its files, support.csv and awards.toml where there are any, naming all mistakes."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from flows.awards.rules import AwardRules
from flows.screen import N_
from storage.packs.awards import FILE, read_awards
from storage.packs.manifest import Manifest, read_manifest
from storage.packs.pack import Pack, PackError, Report
from storage.packs.support import read_support
from storage.packs.targets import counted, read_targets
from storage.packs.units import UnitList, read_units

CHOOSING = frozenset({"bloc", "target_group", "kind", "field"})


def read_pack(folder: Path, questions: Collection[str], choosing: Collection[str] = CHOOSING) -> Pack:
    """Return the pack in a folder, or raise PackError with every problem of its files.

    `questions` are the keys of all questions a programme may ask, `choosing` of those answered by a choice.
    """
    about, listed, numbers = Report("programme.toml"), Report("units.csv"), Report("targets.csv")
    helpers = Report("support.csv")
    manifest = _manifest(folder, about, questions, choosing)
    units = _units(folder, listed, manifest, about)
    text = read_text(folder, numbers)
    phases = manifest.phase_keys if manifest else None
    targets = read_targets(text, numbers, units.codes, phases or None) if text is not None else ()
    called = read_text(folder, helpers) if (folder / helpers.file).exists() else None
    support = read_support(called, helpers, units.codes) if called is not None else ()
    prizes = Report(FILE)
    rules = read_text(folder, prizes) if (folder / FILE).exists() else None
    awards = read_awards(rules, prizes) if rules is not None else AwardRules()
    problems = (*about.problems, *listed.problems, *numbers.problems, *helpers.problems, *prizes.problems)
    if problems or manifest is None:
        raise PackError(problems)
    targets = counted(targets, units.units, manifest.programme.phases)
    return Pack(manifest.programme, units.units, targets, manifest.printed, folder, support, awards)


def _manifest(folder: Path, report: Report, questions: Collection[str], choosing: Collection[str]) -> Manifest | None:
    text = read_text(folder, report)
    return None if text is None else read_manifest(text, report, questions, choosing)


def _units(folder: Path, report: Report, manifest: Manifest | None, about: Report) -> UnitList:
    text = read_text(folder, report)
    if text is None:
        return UnitList((), None)
    root = manifest.programme.root if manifest else ""
    units = read_units(text, report, root)
    if manifest and root and units.codes is not None and root not in units.codes:
        about.add(manifest.root_line, N_("The root “{root}” is no unit of units.csv. Write its code there.", root=root))
    return units


def read_text(folder: Path, report: Report) -> str | None:
    """Return the text of a file, with or without the mark some programs put before UTF-8."""
    try:
        data = (folder / report.file).read_bytes()
    except OSError as error:
        report.add(
            0,
            N_(
                "The file {file} of the programme cannot be opened: {detail}.",
                file=report.file,
                detail=error.strerror or str(error),
            ),
        )
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        report.add(
            data.count(b"\n", 0, error.start) + 1,
            N_("The letters of this line cannot be read. Save the file as UTF-8 (in Excel: “CSV UTF-8”)."),
        )
        return None
