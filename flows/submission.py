"""The library of questions a programme may ask: THE place where a question is added.

A programme's pack names the questions it asks by these keys, in its own order. A new question is one field here, plus
its key in a pack.
"""

from __future__ import annotations

from collections.abc import Mapping

from flows.fields.choice import ChoiceField
from flows.fields.co_authors import CoAuthorsField
from flows.fields.day import DayField
from flows.fields.declaration import DeclarationField
from flows.fields.description import DescriptionField
from flows.fields.evidence import EvidenceField
from flows.fields.field import Field
from flows.fields.identity import IdentityField
from flows.fields.money import MoneyField
from flows.fields.phone import PhoneField
from flows.fields.recognition import RecognitionField
from flows.fields.sub_unit import SubUnitField
from flows.fields.text import LineField, full_name, sub_unit, title
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
    DescriptionField(
        "description",
        N_("Description"),
        hint=N_("Tell: how it was done before, how it is done now, what the benefit is. It may be pasted from Word."),
        help=N_("Three things are enough: how it was done before, how it is done now, what it brings."),
        example=N_(
            "Before, beans were sorted by hand, 200 kg a shift. Now a home-made shaking sieve does 900 kg a shift."
        ),
    ),
    DayField(
        "applied_on",
        N_("Applied since"),
        hint=N_("The first day it was used at work, also on trial. For example: 15/3/2022"),
        help=N_("The day it was first used at your workplace. If you know only the month, type it: 3/2022"),
        example=N_("15/3/2022"),
    ),
    RecognitionField(
        "recognition",
        N_("Recognition document"),
        help=N_(
            "It is the decision or minutes by which the council or the head recognised it. Copy its number and day."
        ),
        example=N_("Decision No. 15/QĐ-CT of 20/4/2022, Director of Company X"),
    ),
    MoneyField(
        "benefit",
        N_("Benefit"),
        help=N_("How much it saves or earns in a year; about is enough. The document often says it."),
        example=N_("120 million"),
    ),
    CoAuthorsField(
        "co_authors",
        N_("Co-authors"),
        help=N_("The author with the largest share is credited. If you made it alone, press “Only me”."),
        example=N_("Trần Thị Út 30%"),
    ),
    EvidenceField(
        "evidence",
        N_("Attached files"),
        help=N_("A photo of the decision that recognised the initiative is best. You may also skip this."),
        optional=True,
    ),
    DeclarationField(
        "declaration",
        N_("Declaration"),
        help=N_("Read the three points. If one of them is not so, the initiative cannot be handed in yet."),
    ),
    SubUnitField(
        "sub_unit",
        N_("Sub-unit"),
        hint=N_("The union or department you belong to there. Example: Quận Hoàn Kiếm"),
        help=N_("The part of the unit you work in: a district, a grassroots union, a department."),
        lasting=True,
        check=sub_unit,
        example=N_("Quận Hoàn Kiếm"),
    ),
    ChoiceField(
        "field",
        N_("Field"),
        hint=N_("Which field is the initiative in?"),
        help=N_("Choose what fits best. If you are in doubt, ask the officer of your unit."),
    ),
)

LIBRARY: Mapping[str, Field] = {field.key: field for field in FIELDS}


def questions(programme: Programme, library: Mapping[str, Field] = LIBRARY) -> tuple[Field, ...]:
    """Return the fields a programme asks, in its order."""
    return tuple(library[key] for key in programme.questions)
