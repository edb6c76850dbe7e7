"""The commands of the chat, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from flows.vietnamese import fold

VIETNAMESE: Mapping[str, str] = MappingProxyType(
    {
        "start": "start",
        "submit": "nop",
        "mine": "cuatoi",
        "cancel": "huy",
        "data": "dulieu",
        "queue": "hangcho",
        "quota": "chitieu",
        "history": "lichsu",
        "ranking": "xephang",
        "report": "baocao",
        "nominate": "dexuat",
        "help": "trogiup",
        "language": "ngonngu",
    }
)

_ENGLISH: Mapping[str, str] = MappingProxyType({vietnamese: english for english, vietnamese in VIETNAMESE.items()})


def english_name(written: str) -> str:
    """Return the English name of a command written in either language, with or without accents.

    A command we do not have keeps its own name, in lower case.
    """
    folded = fold(written)
    return folded if folded in VIETNAMESE else _ENGLISH.get(folded, written.lower())
