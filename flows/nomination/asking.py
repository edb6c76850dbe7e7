"""What the dossier asks of somebody put forward: birth year, position, past awards, one question at a time."""

from __future__ import annotations

from dataclasses import replace

from flows.desk.deciding import own_form, refused
from flows.draft import Initiative
from flows.effects import Effect, Notify, Show, TellNominee
from flows.needs import ById, FiguresOf, NomineeById
from flows.nomination import listing
from flows.nomination.nominee import NAMES, QUESTIONS, Nominee
from flows.programme import VIETNAM
from flows.said import Text
from flows.scene import Scene, Turn
from flows.screen import N_, Button, Line, Msg, Rows, Screen, button, column
from flows.session import Nominating
from flows.vietnamese import clean_line, fold

_YOUNGEST, _OLDEST = 15, 100
_LONGEST = {"position": 100, "past_awards": 500}
_NONE = frozenset({"khong", "khong co", "chua co", "none", "no"})
_GONE = N_("They are put forward no more.")
_LATER = N_("The rest can be told later: /nominate, then “Dossier”.")


def pressed(scene: Scene) -> Turn:
    """Open a dossier, correct one answer of it, say “none”, go back, or leave the rest for later."""
    nominee = scene.facts[NomineeById(scene.action.number(0))]
    if nominee is None or not listing.nominating_unit(scene, nominee.unit):
        return refused(scene)
    doing = scene.session.doing if isinstance(scene.session.doing, Nominating) else None
    then = doing.then if doing else own_form(scene.session)
    chosen = scene.action.arg(1)
    match chosen:
        case "none" if asked(nominee, doing) == "past_awards":
            return _kept(scene, doing or Nominating(nominee.id, then=then), nominee, "past_awards", "")
        case "later":
            return scene.move(then, Show(Screen((_LATER,))))
        case _:
            new = Nominating(nominee.id, chosen if chosen in QUESTIONS else None, then)
            return scene.move(new if asked(nominee, new) else then, Show(_now(scene, nominee, new)))


def answer(scene: Scene, doing: Nominating) -> Turn:
    """Read an answer; what cannot be taken is said with an example, and asked again."""
    nominee = scene.facts[NomineeById(doing.nominee)]
    if nominee is None or not listing.nominating_unit(scene, nominee.unit):
        return scene.move(doing.then, Show(Screen((_GONE,))))
    key = asked(nominee, doing)
    if key is None:
        return scene.move(doing.then, Show(_now(scene, nominee, doing)))
    read = _read(scene, key)
    if isinstance(read, Msg):
        return scene.show(question(nominee, doing, problem=read))
    return _kept(scene, doing, nominee, key, read)


def here(scene: Scene, doing: Nominating, note: Msg | None = None) -> Screen:
    """Return the question that is open, for whoever comes back to it."""
    nominee = scene.facts[NomineeById(doing.nominee)]
    if nominee is None or not listing.nominating_unit(scene, nominee.unit):
        return Screen((_GONE,), problem=note)
    return replace(_now(scene, nominee, doing), problem=note)


def stopped() -> Screen:
    """Say that what was told is kept."""
    return Screen((N_("Stopped. They stay put forward."), _LATER))


def asked(nominee: Nominee, doing: Nominating | None) -> str | None:
    """Return the question that is open: the one being corrected, else the first without an answer."""
    return (doing.correcting if doing and doing.nominee == nominee.id else None) or nominee.waits_for


def question(
    nominee: Nominee, doing: Nominating, *, begun: tuple[Line, ...] = (), problem: Msg | None = None
) -> Screen:
    """Return the open question; `begun` stands above the first one."""
    key = asked(nominee, doing) or QUESTIONS[0]
    number = QUESTIONS.index(key)
    examples: dict[str, Msg] = {
        "birth_year": N_("Four digits, for example: 1988"),
        "position": N_("For example: leader of the drying team"),
        "past_awards": N_("In one message, for example: Outstanding worker 2021; certificate of merit 2022"),
    }
    title = N_("{number}/{total} · {question}", number=number + 1, total=len(QUESTIONS), question=NAMES[key])
    first = [button(N_("None so far"), "nominee", nominee.id, "none")] if key == "past_awards" else []
    last = [button(N_("‹ Previous question"), "nominee", nominee.id, QUESTIONS[number - 1])] if number else []
    last.append(button(N_("Later"), "nominee", nominee.id, "later"))
    rows: Rows = (tuple(first), tuple(last)) if first else (tuple(last),)
    return Screen((*begun, *([""] if begun else []), title, examples[key]), rows, problem=problem)


def _now(scene: Scene, nominee: Nominee, doing: Nominating) -> Screen:
    if asked(nominee, doing):
        return question(nominee, doing)
    return _summary(scene, nominee)


def _summary(scene: Scene, nominee: Nominee) -> Screen:
    """Return the finished dossier, every answer with its way to be corrected."""
    told = {
        "birth_year": str(nominee.birth_year or ""),
        "position": nominee.position or "",
        "past_awards": nominee.past_awards or N_("none so far"),
    }
    initiative = _initiative(scene, nominee)
    title = initiative.text("title") if initiative else nominee.about
    lines: list[Line] = [N_("{question}: {answer}", question=NAMES[key], answer=told[key]) for key in QUESTIONS]
    correcting: list[Button] = [
        button(N_("Correct: {question}", question=NAMES[key]), "nominee", nominee.id, key) for key in QUESTIONS
    ]
    place = (nominee.snapshot, nominee.award, nominee.phase or "-")
    rows = (
        *column(*correcting),
        (button(N_("Take it out again"), "take-out", nominee.id),),
        (button(N_("‹ Back to the list"), "award", *place),),
    )
    heading = N_("The dossier of {code} “{title}” is complete.", code=nominee.about, title=title)
    return Screen((heading, *lines), rows)


def _kept(scene: Scene, doing: Nominating, nominee: Nominee, key: str, value: str | int) -> Turn:
    """Keep an answer at once and go on; with the last one the author is told, once."""
    after = nominee.told(key, value)
    told = _news(scene, after) if after.waits_for is None else []
    on = replace(doing, correcting=None)
    if after.waits_for is None:
        return scene.move(doing.then, TellNominee(after), *told, Show(_summary(scene, after)))
    return scene.move(on, TellNominee(after), Show(question(after, on)))


def _news(scene: Scene, nominee: Nominee) -> list[Effect]:
    initiative = _initiative(scene, nominee)
    figures = scene.facts[FiguresOf(nominee.snapshot, nominee.award, nominee.phase)]
    award = figures.rules.award(nominee.award) if figures else None
    if initiative is None or award is None:
        return []
    unit = scene.facts.units.get(nominee.unit)
    line = N_(
        "Your initiative {code} “{title}” is put forward by {unit}: {award}.",
        code=nominee.about,
        title=initiative.text("title"),
        unit=unit.short if unit else nominee.unit,
        award=N_("{key}. {name}", key=award.called, name=award.name),
    )
    return [Notify(initiative.author, Screen((line,)), once=f"nominee {nominee.id}")]


def _initiative(scene: Scene, nominee: Nominee) -> Initiative | None:
    return scene.facts[ById(nominee.initiative)] if nominee.initiative is not None else None


def _read(scene: Scene, key: str) -> str | int | Msg:
    """Return the answer, or what is wrong with it."""
    typed = clean_line(scene.said.text) if isinstance(scene.said, Text) else ""
    if not typed:
        return N_("Type the answer in words.") if key != "birth_year" else _year_problem()
    if key == "birth_year":
        return _year(scene, typed)
    if key == "past_awards" and fold(typed) in _NONE:
        return ""
    longest = _LONGEST[key]
    if len(typed) > longest:
        return N_("That is {count} characters; at most {most} fit.", count=len(typed), most=longest)
    return typed


def _year(scene: Scene, typed: str) -> int | Msg:
    """Read a year, also the last one of a whole date."""
    digits = typed.replace("-", "/").split("/")[-1].strip()
    this_year = scene.facts.now.astimezone(VIETNAM).year
    if not (digits.isascii() and digits.isdigit() and len(digits) == 4):
        return _year_problem()
    if not this_year - _OLDEST <= int(digits) <= this_year - _YOUNGEST:
        return N_("{year} cannot be the year of birth of somebody who works now. For example: 1988", year=digits)
    return int(digits)


def _year_problem() -> Msg:
    return N_("Type the year of birth in four digits, for example: 1988")
