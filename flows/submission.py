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
        help=N_("Write your name as on your papers. Names of any people and any length are taken."),
        longest=100,
        check=full_name,
        lasting=True,
        example=N_("Trần Thị An"),
    ),
    PhoneField(
        "phone",
        N_("Phone number"),
        help=N_("The officer of your unit calls this number if something is unclear."),
        lasting=True,
        example=N_("0912 345 678"),
    ),
    IdentityField(
        "identity",
        N_("CCCD or CMND number"),
        help=N_("The number is on the front of the card. Only digits are needed, never a photo. It is kept encrypted."),
        lasting=True,
        example=N_("066 199 001 234"),
    ),
    UnitField(
        "unit",
        N_("Place of work"),
        help=N_("Choose the union of your workplace. Type two or three words of its name, for example: ca phe bmt"),
        lasting=True,
        example=N_("ca phe bmt"),
    ),
    ChoiceField(
        "bloc",
        N_("Bloc"),
        hint=N_("Where you work is:"),
        help=N_("An enterprise makes or sells something; an office is a state body, a school, a hospital."),
        lasting=True,
    ),
    ChoiceField(
        "target_group",
        N_("Group"),
        hint=N_("Which group do you belong to?"),
        help=N_("Choose the group that fits your work best; one is enough."),
        lasting=True,
    ),
    ChoiceField(
        "kind",
        N_("Kind of solution"),
        hint=N_("What kind of solution is it?"),
        help=N_("Choose what fits best. If you are in doubt, ask the officer of your unit."),
    ),
    LineField(
        "title",
        N_("Name of the initiative"),
        hint=N_("One short sentence. Example: Improving the bean-sorting stage"),
        help=N_("One sentence that says what was improved, as you would tell a colleague."),
        longest=200,
        check=title,
        example=N_("Improving the bean-sorting stage"),
    ),
    TextField(
        "description",
        N_("Description"),
        hint=N_("Tell: how it was done before, how it is done now, what the benefit is. It may be pasted from Word."),
        help=N_("Three things are enough: how it was done before, how it is done now, what it brings."),
        example=N_(
            "Before, beans were sorted by hand, 200 kg a shift. Now a home-made shaking sieve does 900 kg a shift."
        ),
    ),
    EvidenceField(
        "evidence",
        N_("Attached files"),
        help=N_("A photo of the decision that recognised the initiative is best. You may also skip this."),
        optional=True,
    ),
)

LIBRARY: Mapping[str, Field] = {field.key: field for field in FIELDS}


def questions(programme: Programme, library: Mapping[str, Field] = LIBRARY) -> tuple[Field, ...]:
    """Return the fields a programme asks, in its order."""
    return tuple(library[key] for key in programme.questions)
