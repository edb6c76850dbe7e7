"""The library of questions a programme may ask: THE place where a question is added.

A programme's pack names the questions it asks by these keys, in its own order. A new question is one field here, plus
its key in a pack.
"""

from __future__ import annotations

from collections.abc import Mapping

from flows.fields.choice import ChoiceField
from flows.fields.evidence import EvidenceField
from flows.fields.field import Field
from flows.fields.identity import IdentityField
from flows.fields.phone import PhoneField
from flows.fields.text import LineField, TextField, full_name, title
from flows.fields.unit import UnitField
from flows.programme import Programme
from flows.screen import N_

FIELDS: tuple[Field, ...] = (
    LineField(
        "full_name",
        N_("Full name"),
        hint=N_("Write it in full, with accents. Example: Nguyễn Văn A"),
        longest=100,
        check=full_name,
        private=True,
    ),
    PhoneField("phone", N_("Phone number"), private=True),
    IdentityField("identity", N_("CCCD or CMND number"), private=True),
    UnitField("unit", N_("Place of work")),
    ChoiceField("bloc", N_("Bloc"), hint=N_("Where you work is:")),
    ChoiceField("target_group", N_("Group"), hint=N_("Which group do you belong to?")),
    ChoiceField("kind", N_("Kind of solution"), hint=N_("What is your initiative?")),
    LineField(
        "title",
        N_("Name of the initiative"),
        hint=N_("One short sentence. Example: Improving the bean-sorting stage"),
        longest=200,
        check=title,
    ),
    TextField(
        "description",
        N_("Description"),
        hint=N_(
            "Tell: how it was done before, how it is done now, what the benefit is. It may be pasted from Word "
            "or sent in several messages."
        ),
    ),
    EvidenceField("evidence", N_("Attached files"), optional=True),
)

LIBRARY: Mapping[str, Field] = {field.key: field for field in FIELDS}


def questions(programme: Programme, library: Mapping[str, Field] = LIBRARY) -> tuple[Field, ...]:
    """Return the fields a programme asks, in its order."""
    return tuple(library[key] for key in programme.questions)
