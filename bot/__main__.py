"""The command line, `sangkien` or `python -m bot`."""

from __future__ import annotations

from collections.abc import Callable

import typer

from bot.command_line import (
    award_reports,
    awards,
    checkup,
    counting,
    database,
    erasing,
    exporting,
    extending,
    granting,
    inviting,
    keys,
    new_programme,
    posters,
    programmes,
    reporting,
    serving,
    supporting,
    targets,
    units,
    zalo,
)


def build() -> typer.Typer:
    """Return the command line with all its commands."""
    app = typer.Typer(
        name="sangkien",
        help="A chat bot that takes in initiatives (sáng kiến), has them verified and shows how targets are met.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.command()(serving.run)
    app.command()(serving.demo)
    app.command()(checkup.doctor)
    app.command()(inviting.invite)
    app.command()(posters.posters)
    app.command()(granting.grant)
    app.command()(granting.revoke)
    packs = _group(
        "programme",
        "Programme packs.",
        new=new_programme.new,
        check=programmes.check,
        load=programmes.load,
        extend=extending.extend,
        targets=targets.set_targets,
    )
    app.add_typer(packs)
    on_units: dict[str, Callable[..., None]] = {"import": units.bring_in, "merge": units.merge, "rename": units.rename}
    app.add_typer(_group("units", "The tree of units.", **on_units, support=supporting.name_support))
    documents: dict[str, Callable[..., None]] = {
        "awards": award_reports.award_files,
        "closing": reporting.closing,
        "summary": reporting.summary,
        "targets": reporting.targets,
    }
    app.add_typer(_group("report", "Documents of the union, as Word and Excel files.", **documents))
    app.command()(exporting.export)
    of_awards: dict[str, Callable[..., None]] = {"snapshot": awards.snapshot, "list": awards.show, "tick": awards.tick}
    app.add_typer(_group("awards", "Stored snapshots of the figures, and who may get which award.", **of_awards))
    app.command()(erasing.erase)
    app.add_typer(_group("zalo", "Zalo's Official Account.", connect=zalo.connect))
    on_database: dict[str, Callable[..., None]] = {"upgrade": database.upgrade, "recount": counting.recount}
    app.add_typer(_group("db", "The database.", **on_database, rotate_keys=keys.rotate_keys))
    return app


def _group(name: str, about: str, **commands: Callable[..., None]) -> typer.Typer:
    group = typer.Typer(name=name, help=about, no_args_is_help=True, rich_markup_mode=None)
    for one, command in commands.items():
        group.command(one.replace("_", "-"))(command)
    return group


def main() -> None:
    """Run the command that was typed."""
    build()()


if __name__ == "__main__":
    main()
