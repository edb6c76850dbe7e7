"""What a bot tells about itself: its names, descriptions, menus of commands and menu buttons."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.sandbox.people import Person

Commands = tuple[tuple[str, str], ...]
"""Pairs of command and description."""


@dataclass(slots=True)
class Profile:
    """The settings of one bot; texts are kept by language code, the empty code is the default."""

    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[tuple[str, str], Commands] = field(default_factory=dict)
    """By scope (`default`, `all_private_chats`, `chat:<id>` …) and language."""
    menu_buttons: dict[int, dict[str, Any]] = field(default_factory=dict)
    """By chat; 0 is the default."""

    def commands_for(self, person: Person) -> Commands:
        """Return the menu a person sees: the narrowest scope wins, then their language."""
        scopes = (f"chat:{person.user_id}", "all_private_chats", "default")
        menus = (self.commands.get((scope, language)) for scope in scopes for language in (person.language_code, ""))
        return next((menu for menu in menus if menu), ())
