"""The command line, `sangkien` or `python -m bot`."""

from __future__ import annotations

import typer

from bot.command_line import serving


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
    return app


def main() -> None:
    """Run the command that was typed."""
    build()()


if __name__ == "__main__":
    main()
