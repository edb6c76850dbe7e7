"""A small world in memory: it answers what a turn asks for and does what the turn wants, through the same engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TypeVar

from bot.talk import Talk
from bot.understand import understand
from flows import effects as fx
from flows.awards.figures import Figures
from flows.backlog import Calls, DeskChoice
from flows.deputies import present
from flows.draft import Initiative, Likeness, State
from flows.engine import advance
from flows.facts import Door, Facts, Fresh, MissingFactError
from flows.likeness import percent, text_of
from flows.needs import (
    AccountsOf,
    Alike,
    AsHandedIn,
    AudienceOf,
    BecameOf,
    ByCode,
    ById,
    CallsAfter,
    ConsentsOf,
    DecidedAt,
    DelegationsOf,
    DelegationsWithin,
    DeskOf,
    DraftsOf,
    FailedConfirmations,
    FailedJoinings,
    FiguresOf,
    HaveCard,
    HistoryOf,
    InvitationFor,
    JobsOf,
    JoiningByCode,
    JoiningById,
    LastHandedIn,
    LooksAt,
    LookToken,
    Mine,
    Need,
    NomineeById,
    NomineesOf,
    OfficersOf,
    OthersByIdentity,
    ProgressOf,
    PushOf,
    Reachable,
    RulesOf,
    Several,
    SnapshotsOf,
    SupportFor,
    TalliesOf,
    TargetEntriesOf,
    TargetTableOf,
    ToCall,
    Told,
    TreeOn,
    UnreachedOf,
    VerifiersOf,
    Waiting,
    WaitingFor,
    WaitingPage,
    WeeklyOf,
    WorkloadOf,
    WrongLookCodes,
)
from flows.nomination.nominee import Nominee
from flows.person import Person, Role, RoleName
from flows.programme import VIETNAM, Programme
from flows.pushing.aims import Audience, Progressing
from flows.records import (
    AccountRecord,
    ConsentRecord,
    Delegation,
    HistoryLine,
    Invitation,
    Job,
    JoinOffer,
    Look,
    Officer,
    Support,
)
from flows.said import Command, Fetched, Released, Said, Tap, Text
from flows.scene import Turn
from flows.screen import Action, Button, Line, Screen
from flows.session import Session
from flows.states import MOVES
from flows.tallies import Part, Progress, Tally, TargetEntry
from flows.target_table import Amount, TargetLine, TargetTable
from flows.targets import Target
from flows.units import UnitTree
from tests.flows import nominating, waiting

AN, BINH, CHI, DUNG, STRANGER = 1, 2, 3, 4, 5
LARGEST_ID = 2**63 - 1
_MOST_FACTS = 250


_E = TypeVar("_E")


@dataclass(frozen=True)
class Reply:
    """What came of one act: the turn, with its effects sorted by who sees them."""

    turn: Turn

    @property
    def screens(self) -> tuple[Screen, ...]:
        return tuple(effect.screen for effect in self.turn.effects if isinstance(effect, fx.Show))

    @property
    def screen(self) -> Screen:
        """Return the only screen there is."""
        (screen,) = self.screens
        return screen

    @property
    def words(self) -> tuple[fx.Acknowledge, ...]:
        return tuple(effect for effect in self.turn.effects if isinstance(effect, fx.Acknowledge))

    @property
    def answers(self) -> int:
        """Return how many things the person got to see."""
        files = sum(isinstance(effect, fx.SendFile) for effect in self.turn.effects)
        return len(self.screens) + len(self.words) + files

    def of(self, kind: type[_E]) -> list[_E]:
        return [effect for effect in self.turn.effects if isinstance(effect, kind)]


@dataclass
class World:
    """People, initiatives and targets as plain values; `now` is when the platform receives the next message.

    A target that is None is a rule whose count nobody has told.
    """

    programme: Programme
    units: UnitTree
    talk: Talk
    now: datetime
    targets: dict[tuple[str, str], int | None] = field(default_factory=dict)
    people: dict[int, Person] = field(default_factory=dict)
    sessions: dict[int, Session] = field(default_factory=dict)
    screens: dict[int, Screen] = field(default_factory=dict)
    initiatives: dict[int, Initiative] = field(default_factory=dict)
    invitations: dict[str, Invitation] = field(default_factory=dict)
    support: dict[str, Support] = field(default_factory=dict)
    told: list[fx.Notify] = field(default_factory=list)
    events: set[tuple[int, str, str]] = field(default_factory=set)
    noted: list[fx.Record] = field(default_factory=list)
    done: list[tuple[int, HistoryLine]] = field(default_factory=list)
    versions: dict[tuple[int, int], Initiative] = field(default_factory=dict)
    shares_contact: bool = True
    uploads: str = ""
    look_pages: str = ""
    receives_files: bool = True
    sends_documents: bool = True
    doors: tuple[Door, ...] = ()
    clears: bool = True
    keeping: tuple[str, ...] = ()
    pages: list[fx.OpenPage] = field(default_factory=list)
    all_tell_the_same: bool = False
    fetching: list[fx.FetchFile] = field(default_factory=list)
    settled: list[Fetched] = field(default_factory=list)
    heard: list[Said] = field(default_factory=list)
    records: list[tuple[int, ConsentRecord]] = field(default_factory=list)
    looks: list[tuple[int, Look]] = field(default_factory=list)
    desks: dict[int, DeskChoice] = field(default_factory=dict)
    accounts: dict[int, tuple[AccountRecord, ...]] = field(default_factory=dict)
    joinings: dict[str, JoinOffer] = field(default_factory=dict)
    wrong_codes: dict[int, int] = field(default_factory=dict)
    turns: int = 0
    past: dict[date, UnitTree] = field(default_factory=dict)
    others: tuple[Programme, ...] = ()
    delegations: list[Delegation] = field(default_factory=list)
    unreachable: set[int] = field(default_factory=set)
    passed_on: list[int] = field(default_factory=list)
    entries: dict[tuple[str, str], tuple[TargetEntry, ...]] = field(default_factory=dict)
    audience: Audience = field(default_factory=Audience)
    pushes: dict[int, Progressing] = field(default_factory=dict)
    weekly: dict[int, int | None] = field(default_factory=dict)
    jobs: list[tuple[int, Job]] = field(default_factory=list)
    snapshots: list[Figures] = field(default_factory=list)
    nominees: list[Nominee] = field(default_factory=list)

    def release(self) -> None:
        """Let ten minutes pass, and what is due then be done."""
        self.later(minutes=10)
        for one in sorted(self.initiatives.values(), key=lambda one: one.id):
            if one.held:
                self.hears(one.editor, Released(one.id, one.version))

    def hears(self, about: int, said: Said) -> Turn:
        """Let our own machinery say something about somebody."""
        turn = self.decided(about, said)
        for effect in turn.effects:
            self._carry_out(about, effect)
        return turn

    def does(self, who: int, said: Said) -> Reply:
        """Let somebody do something; what they typed may mean a button of the last screen."""
        self.turns += 1
        self.heard.append(said)
        turn = self.decided(who, understand(said, self.screens.get(who), self._say(who)))
        self.sessions[who] = turn.session
        for effect in turn.effects:
            self._write_down(who, effect)
            self._carry_out(who, effect)
            self._push(who, effect)
        return Reply(turn)

    def decided(self, who: int, said: Said) -> Turn:
        """Return the turn, and change nothing."""
        identifier, code = LARGEST_ID - 1_000_000 + self.turns, f"7F{self.turns:04d}"
        facts = Facts(
            self.now,
            self._acting(who),
            (self.programme, *self.others),
            self.units,
            Fresh(identifier, code, f"token-{self.turns}", "7F3K9QWX"),
            uploads=self.uploads,
            receives_files=self.receives_files,
            sends_documents=self.sends_documents,
            others=self.doors,
            clears=self.clears,
            keeping=self.keeping,
            shares_contact=self.shares_contact,
            pops_up=isinstance(said, Tap) and not self.look_pages,
            looks=self.look_pages,
        )
        for _ in range(_MOST_FACTS):
            try:
                return advance(self.session(who), said, facts)
            except MissingFactError as missing:
                facts = replace(facts, known={**facts.known, missing.need: self._fact(missing.need)})
        raise AssertionError("the turn never has facts enough")

    def says(self, who: int, text: str) -> Reply:
        return self.does(who, Text(text))

    def commands(self, who: int, name: str, argument: str = "") -> Reply:
        return self.does(who, Command(name, argument))

    def taps(self, who: int, token: str) -> Reply:
        """Send what a button carries, whether or not there is such a button."""
        return self.does(who, Tap(Action.parse(token)))

    def press(self, who: int, verb: str, *args: str | int) -> Reply:
        """Press a button of the last screen, known by its verb and some of its arguments."""
        return self.does(who, Tap(self.button(who, verb, *args).action))

    def button(self, who: int, verb: str, *args: str | int) -> Button:
        return pick(self.screens[who], verb, *args)

    def session(self, who: int) -> Session:
        return self.sessions.get(who, Session())

    def later(self, **by: float) -> None:
        self.now += timedelta(**by)

    def reads(self, line: Line, language: str = "en") -> str:
        return self.talk.say(line, language)

    def newest(self, who: int) -> Initiative:
        """Return somebody's newest initiative or draft."""
        return self._mine(who, 1)[0]

    def stored(self) -> dict[int, Initiative]:
        return dict(self.initiatives)

    def cards(self, who: int) -> list[Screen]:
        """Return what somebody was told without asking."""
        return [notice.screen for notice in self.told if notice.person == who]

    def give_role(self, who: int, name: RoleName, unit: str) -> None:
        person = self.people[who]
        self.people[who] = replace(person, roles=(*person.roles, Role(name, unit)))

    def _acting(self, who: int) -> Person:
        """Return somebody with the roles of those for whom they stand in now, also by way of others."""
        person, absent = self.people[who], [who]
        for deputy in absent:
            absent += [one.person for one in self._in_force() if one.to == deputy and one.person not in absent]
        stood = (
            replace(role, stands_for=one, stands_for_name=self.people[one].name)
            for one in absent[1:]
            for role in self.people[one].roles
            if role.name == "verifier"
        )
        return replace(person, roles=(*person.roles, *stood))

    def _in_force(self) -> list[Delegation]:
        return [one for one in self.delegations if one.begins_at <= self.now < one.ends_at]

    def _say(self, who: int) -> _Say:
        return _Say(self.talk, self.people[who].language)

    def _mine(self, author: int, limit: int) -> tuple[Initiative, ...]:
        mine = (one for one in self.initiatives.values() if author in (one.author, one.entered_by))
        return tuple(sorted(mine, key=lambda one: -one.id)[:limit])

    def _fact(self, need: Need[object]) -> object:  # noqa: C901, PLR0912 - one line for each kind of fact
        match need:
            case ById() | ByCode() | Mine() | DraftsOf() | LastHandedIn() | OthersByIdentity():
                return self._about_initiatives(need)
            case VerifiersOf():
                return self._verifiers(need)
            case LookToken():
                return f"{need.initiative}-{need.person}-{need.until:%H%M}-{need.code}"
            case WrongLookCodes():
                return self.wrong_codes.get(need.person, 0)
            case Told():
                return (need.person, need.programme, need.event) in self.events
            case DecidedAt() | ToCall() | UnreachedOf() | Reachable() | HaveCard():
                return self._about_telling(need)
            case Alike():
                return self._alike(need)
            case AsHandedIn():
                earlier = [one for (number, one), _ in self.versions.items() if number == need.initiative]
                last = max((one for one in earlier if one < need.before), default=None)
                return None if last is None else self.versions[need.initiative, last].answers
            case FailedConfirmations():
                return self._failed(need.initiative)
            case SupportFor():
                return next((self.support[unit] for unit in need.units if unit in self.support), None)
            case Waiting() | WaitingFor() | WaitingPage() | Several() | WorkloadOf():
                return waiting.answer(self, need)
            case ProgressOf():
                return self._progress(need)
            case TargetEntriesOf() | TargetTableOf():
                return self._targets(need)
            case TalliesOf():
                return self._tallies(need)
            case TreeOn():
                return self.past.get(need.day, self.units)
            case InvitationFor():
                return self.invitations.get(need.token)
            case OfficersOf() | DelegationsOf() | DelegationsWithin():
                return self._standing_in(need)
            case AudienceOf() | PushOf() | CallsAfter() | WeeklyOf():
                return self._of_pushes(need)
            case SnapshotsOf() | RulesOf() | FiguresOf() | NomineesOf() | NomineeById():
                return nominating.answer(self, need)
        return self._about(need)

    def _targets(self, need: TargetEntriesOf | TargetTableOf) -> object:
        match need:
            case TargetEntriesOf():
                own = self._target(need.unit, need.phase)
                return self.entries.get((need.unit, need.phase), (TargetEntry(own, None, "pack"),) if own else ())
            case TargetTableOf():
                units = self.past.get(need.day, self.units) if need.day else self.units
                unit = units.get(need.unit)
                if unit is None:
                    return None
                lines = tuple(
                    TargetLine(one, tuple(self._to_reach(one.code, phase.key) for phase in need.phases))
                    for one in (unit, *units.children(unit.code))
                )
                return TargetTable(need.programme, unit, need.phases, lines[1:], lines[0])

    def _target(self, unit: str, phase: str) -> Target | None:
        if (unit, phase) not in self.targets:
            return None
        number = self.targets[unit, phase]
        return Target(unit, phase, "per_unit", 1) if number is None else Target(unit, phase, "fixed", number)

    def _to_reach(self, unit: str, phase: str) -> Amount:
        target = self._target(unit, phase)
        return Amount((target,), target.amount(self.units)) if target else Amount()

    def _of_pushes(self, need: AudienceOf | PushOf | CallsAfter | WeeklyOf) -> object:
        match need:
            case AudienceOf():
                return self.audience
            case PushOf():
                return self.pushes.get(need.push)
            case CallsAfter():
                return ()
            case WeeklyOf():
                return self.weekly.get(need.person, 8)

    def _standing_in(self, need: OfficersOf | DelegationsOf | DelegationsWithin) -> object:
        match need:
            case OfficersOf():
                officers = (
                    Officer(one.id, one.name, unit)
                    for unit in need.units
                    for one in self.people.values()
                    if Role("verifier", unit) in one.roles
                )
                return tuple(officers)
            case DelegationsOf():
                coming = (one for one in self.delegations if one.ends_at > self.now)
                return tuple(one for one in coming if need.person in (one.person, one.to))
            case DelegationsWithin():
                return tuple(
                    one for one in self.delegations if one.begins_at < need.ends_at and need.begins_at < one.ends_at
                )

    def _of_joining(self, need: JoiningByCode | JoiningById | FailedJoinings) -> object:
        match need:
            case JoiningByCode():
                return self.joinings.get(need.code)
            case JoiningById():
                return next((one for one in self.joinings.values() if one.id == need.id), None)
            case FailedJoinings():
                return self.wrong_codes.get(need.person, 0)

    def _about(self, need: Need[object]) -> object:
        match need:
            case SupportFor():
                return next((self.support[unit] for unit in need.units if unit in self.support), None)
            case BecameOf():
                return next((one for one in reversed(self.settled) if one.file == need.file), None)
            case ConsentsOf():
                return tuple(record for who, record in self.records if who == need.person)
            case AccountsOf():
                own = AccountRecord("telegram", f"10{need.person}", self.now)
                return (own, *self.accounts.get(need.person, ()))
            case JoiningByCode() | JoiningById() | FailedJoinings():
                return self._of_joining(need)
            case JobsOf():
                return tuple(job for who, job in reversed(self.jobs) if who == need.person)
            case DeskOf():
                return self.desks.get(need.officer, DeskChoice())
            case LooksAt():
                return tuple(look for author, look in reversed(self.looks) if author == need.author)
            case HistoryOf():
                return tuple(line for initiative, line in self.done if initiative == need.initiative)
        raise AssertionError(need)

    def _about_telling(self, need: DecidedAt | ToCall | UnreachedOf | Reachable | HaveCard) -> object:
        everything = sorted(self.initiatives.values(), key=lambda one: one.id)
        match need:
            case DecidedAt():
                decided = (one for one in everything if one.held and one.decided_at == need.at)
                return tuple(one for one in decided if one.decided_by == need.officer)
            case ToCall():
                unreached = [one for one in everything if one.unreached_at and self._is_below(one, need.units)]
                return Calls(len(unreached), tuple(unreached[need.skip : need.skip + need.limit]))
            case UnreachedOf():
                theirs = (one for one in everything if need.person in (one.author, one.entered_by))
                return tuple(one for one in theirs if one.unreached_at)
            case Reachable():
                return tuple(one for one in need.persons if one not in self.unreachable)
            case HaveCard():
                return frozenset(notice.person for notice in self.told if notice.about == need.initiative)

    def _is_below(self, one: Initiative, tops: tuple[str, ...]) -> bool:
        return any(self.units.within(one.unit or "", top) for top in tops)

    def _alike(self, need: Alike) -> tuple[Likeness, ...]:
        handed_in = (one for one in self.initiatives.values() if one.state not in ("draft", "withdrawn"))
        compared = (Likeness(one.id, percent(need.text, text_of(one.answers))) for one in handed_in)
        found = [one for one in compared if one.percent and one.initiative != need.initiative]
        return tuple(sorted(found, key=lambda one: (-one.percent, one.initiative)))

    def _about_initiatives(
        self, need: ById | ByCode | Mine | DraftsOf | LastHandedIn | OthersByIdentity
    ) -> Initiative | tuple[Initiative, ...] | None:
        match need:
            case ById():
                return self.initiatives.get(need.id)
            case ByCode():
                return next((one for one in self.initiatives.values() if one.code == need.code), None)
            case Mine():
                return self._mine(need.author, need.limit)
            case DraftsOf():
                return tuple(one for one in self._mine(need.author, LARGEST_ID) if one.state == "draft")
            case LastHandedIn():
                mine = (one for one in self._mine(need.author, LARGEST_ID) if one.author == need.author)
                handed_in = (one for one in mine if one.state != "draft")
                return max(handed_in, key=lambda one: (one.submitted_at or self.now, one.id), default=None)
            case OthersByIdentity():
                return self._others(need)

    def _verifiers(self, need: VerifiersOf) -> tuple[int, ...]:
        for unit in need.units:
            roles = {Role("verifier", code) for code in (unit, *self.units.formerly(unit))}
            found = [one.id for one in self.people.values() if roles & set(one.roles)]
            if found := [one for one in found if one not in (need.without, need.nor)]:
                deputies = {} if need.absent else {one.person: one.to for one in self._in_force()}
                return present(found, deputies, (need.without, need.nor or 0))
        return ()

    def _others(self, need: OthersByIdentity) -> tuple[Initiative, ...]:
        counting = (one for one in self.initiatives.values() if one.state in ("pending", "verified", "returned"))
        there = (one for one in counting if one.programme == need.programme)
        return tuple(one for one in there if self._same_worker(one, need))

    def _same_worker(self, one: Initiative, need: OthersByIdentity) -> bool:
        same_number = need.identity is not None and one.answers.get("identity") == need.identity
        return same_number or (one.unit, one.text("phone")) == (need.unit, need.phone)

    def _failed(self, initiative: int) -> int:
        """Return how often a confirmation failed since it was last reopened."""
        actions = [one.action for one in self.noted if one.initiative == initiative]
        since = actions[::-1].index("confirmation reopened") if "confirmation reopened" in actions else len(actions)
        return actions[len(actions) - since :].count("confirmation failed")

    def _progress(self, need: ProgressOf) -> Progress:
        units = self._tree(need.day)

        def below(code: str) -> tuple[Tally, ...]:
            return tuple(self._tally(child.code, need.phase, units) for child in units.children(code)) if code else ()

        midnight = self.now.astimezone(VIETNAM).replace(hour=0, minute=0, second=0, microsecond=0)
        day, found = timedelta(days=1), self._counted(need.unit, need.phase, units)
        week = (midnight - 7 * day, midnight)
        return Progress(
            self._tally(need.unit, need.phase, units),
            below(need.unit),
            sum(_verified_in(one, week) for one in found),
            sum(_verified_in(one, (midnight, midnight + day)) for one in found),
            below(need.among),
            _parts(found),
        )

    def _tallies(self, need: TalliesOf) -> tuple[Tally, ...]:
        units = self._tree(need.day)

        def counts(one: Initiative) -> bool:
            in_bloc = need.bloc is None or one.answers.get("bloc", "") == need.bloc
            return in_bloc and (need.between is None or _verified_in(one, need.between))

        return tuple(self._tally(code, need.phase, units, counts) for code in need.units)

    def _tree(self, day: date | None) -> UnitTree:
        return self.past.get(day, self.units) if day else self.units

    def _tally(
        self, unit: str, phase: str, units: UnitTree, counts: Callable[[Initiative], bool] = lambda _: True
    ) -> Tally:
        states = [one.state for one in self._counted(unit, phase, units) if counts(one)]
        target = self.targets.get((unit, phase))
        return Tally(
            unit,
            target,
            states.count("verified"),
            states.count("pending"),
            len(states) - states.count("withdrawn"),
            uncounted=target is None and (unit, phase) in self.targets,
            returned=states.count("returned"),
            rejected=states.count("rejected"),
        )

    def _counted(self, unit: str, phase: str, units: UnitTree) -> list[Initiative]:
        handed_in = (one for one in self.initiatives.values() if one.phase == phase and one.state != "draft")
        return [one for one in handed_in if units.within(one.unit or "", unit)]

    def _write_down(self, who: int, effect: fx.Effect) -> None:
        """Write the line of the audit trail that the store would."""
        line = HistoryLine(self.now, "", actor=who, by=self.people[who].name)
        match effect:
            case fx.Carry():
                after, stood_for = effect.after, self.people.get(effect.stood_for or 0)
                line = replace(line, action=effect.move, new=after.state, reason=effect.reason)
                line = replace(
                    line, old=self.initiatives[after.id].state, stood_for=stood_for.name if stood_for else ""
                )
                self.done.append((after.id, line))
            case fx.EnterFor():
                self.done.append((effect.draft.id, replace(line, action="consent on behalf")))
            case fx.Confirm():
                self.done.append((effect.initiative, replace(line, action="confirm")))
            case fx.Record():
                self.done.append((effect.initiative, replace(line, action=effect.action)))
            case fx.NoteCalled():
                self.done.append((effect.initiative, replace(line, action="called")))
            case fx.NoteLook():
                self.done.append((effect.initiative, replace(line, action="look at identity")))

    def _push(self, who: int, effect: fx.Effect) -> None:
        if isinstance(effect, fx.StartPush):
            self.pushes[effect.push.id] = Progressing(effect.push, who, "running", left=effect.push.numbers.people)

    def _carry_out(self, who: int, effect: fx.Effect) -> None:
        match effect:
            case fx.Show():
                self.screens[who] = effect.screen
            case fx.Notify():
                self._notify(effect)
            case fx.Keep():
                before = self.initiatives.get(effect.initiative.id, effect.initiative)
                assert before.version == effect.initiative.version
                if before.state == "pending":
                    assert before.opened_at is None
                    assert before.answers == effect.initiative.answers
                else:
                    assert before.state in ("draft", "returned")
                self.initiatives[effect.initiative.id] = effect.initiative
            case fx.Amend():
                before = self.initiatives[effect.initiative.id]
                assert before.version == effect.initiative.version
                assert before.state != "verified"
                self.initiatives[effect.initiative.id] = effect.initiative
            case fx.Discard():
                assert self.initiatives.pop(effect.initiative).state == "draft"
            case fx.Carry():
                before = self.initiatives[effect.after.id]
                assert before.version == effect.version
                assert before.state in MOVES[effect.move][0]
                self.initiatives[effect.after.id] = effect.after
                if effect.move in ("submit", "resubmit", "correct"):
                    self.versions[effect.after.id, effect.after.version] = effect.after
            case fx.EnterFor() | fx.Open() | fx.LetGo() | fx.Confirm() | fx.Record():
                self._on_behalf(who, effect)
            case _:
                self._carry_out_beside(who, effect)

    def _notify(self, notify: fx.Notify) -> None:
        event = (notify.person, "", notify.once)
        if notify.person in self.unreachable:
            if notify.tells is not None:
                one = self.initiatives[notify.tells]
                self.initiatives[one.id] = replace(one, unreached_at=one.told_at)
            return
        if notify.once and event in self.events:
            return
        if notify.once:
            self.events.add(event)
        self.told.append(notify)

    def _note(self, effect: fx.NoteTold | fx.NoteCalled) -> None:
        one = self.initiatives[effect.initiative]
        if isinstance(effect, fx.NoteCalled):
            assert one.unreached_at is not None
            self.initiatives[one.id] = replace(one, unreached_at=None)
        else:
            assert one.version == effect.version
            assert one.told_at is None or one.unreached_at is not None
            self.initiatives[one.id] = replace(one, told_at=self.now, unreached_at=None)

    def _on_behalf(self, who: int, effect: fx.EnterFor | fx.Open | fx.LetGo | fx.Confirm | fx.Record) -> None:
        name = self.people[who].name
        match effect:
            case fx.EnterFor():
                worker = max(self.people) + 1
                self.people[worker] = Person(worker)
                self._consent(worker, effect.consent)
                self.initiatives[effect.draft.id] = replace(effect.draft, author=worker, entered_by_name=name)
            case fx.Open():
                before = self.initiatives[effect.initiative]
                assert (before.state, before.version) == ("pending", effect.version)
                ended = before.claimed_at is None or before.claimed_at <= effect.since
                assert effect.over or ended or before.claimed_by == who
                if before.opened_at is None:
                    before = replace(before, opened_at=self.now, opened_by=who, opened_by_name=name)
                claimed = replace(before, claimed_at=self.now, claimed_by=who, claimed_by_name=name)
                self.initiatives[effect.initiative] = claimed
            case fx.LetGo():
                before = self.initiatives[effect.initiative]
                if before.claimed_by == who:
                    freed = replace(before, claimed_at=None, claimed_by=None, claimed_by_name="")
                    self.initiatives[effect.initiative] = freed
            case fx.Confirm():
                before = self.initiatives[effect.initiative]
                assert before.author == effect.instead_of
                assert before.unconfirmed
                self.initiatives[effect.initiative] = replace(before, author=who, confirmed_at=self.now)
                self._merge(effect.instead_of, who)
            case fx.Record():
                self.noted.append(effect)

    def _merge(self, worker: int, who: int) -> None:
        """Put somebody in the place of the worker nobody knew."""
        gone, person = self.people.pop(worker), self.people[who]
        self.people[who] = replace(person, consents=person.consents | gone.consents)
        self.records = [(who if one == worker else one, record) for one, record in self.records]
        self.looks = [(who if one == worker else one, look) for one, look in self.looks]

    def _carry_out_beside(self, who: int, effect: fx.Effect) -> None:  # noqa: C901, PLR0912 - one line for each kind
        match effect:
            case fx.PutForward() | fx.TellNominee() | fx.TakeOut():
                nominating.carry_out(self, effect)
            case fx.TickAward():
                nominating.tick(self, who, effect)
            case fx.NoteTold() | fx.NoteCalled():
                self._note(effect)
            case fx.PassedOn():
                self.passed_on.append(effect.message)
            case fx.Tell():
                self.events.add((who, effect.programme, effect.event))
            case fx.OpenPage():
                self.pages.append(effect)
            case fx.FetchFile():
                self.fetching.append(effect)
            case fx.SettleFile():
                self.settled.append(effect.fetched)
            case fx.SetLanguage() | fx.AcceptInvitation():
                self._change(who, effect)
            case fx.Order():
                ordered = (effect.kind, effect.programme, effect.unit, effect.phase)
                self.jobs.append((who, Job(effect.job, *ordered, effect.options)))
            case fx.CallOff():
                self.jobs = [(one, _ended(job) if job.id == effect.job else job) for one, job in self.jobs]
            case fx.ChooseDesk():
                self.desks[who] = effect.choice
            case fx.Delegate():
                self.delegations.append(effect.delegation)
            case fx.EndDelegation():
                (ended,) = (one for one in self.delegations if one.id == effect.delegation)
                self.delegations.remove(ended)
            case fx.Consent() | fx.WithdrawConsent():
                self._consent(who, effect)
            case fx.NoteLook():
                code = self.initiatives[effect.initiative].code or ""
                self.looks.append((effect.author, Look(self.people[who].name, code, self.now)))
            case fx.ErasePerson():
                self._erase(who)

    def _consent(self, who: int, effect: fx.Consent | fx.WithdrawConsent) -> None:
        person, purpose = self.people[who], effect.purpose
        if isinstance(effect, fx.Consent):
            record = ConsentRecord(purpose, effect.text_version, effect.given, "telegram", self.now)
            self.records.append((who, record))
        else:
            self.records = [
                (one, replace(record, withdrawn_at=self.now) if (one, record.purpose) == (who, purpose) else record)
                for one, record in self.records
            ]
        given = isinstance(effect, fx.Consent) and effect.given
        self.people[who] = replace(
            person, consents=person.consents | {purpose} if given else person.consents - {purpose}
        )

    def _erase(self, who: int) -> None:
        """Erase as the store does: drafts are gone, what is undecided is withdrawn, nothing leads to the person."""
        self.people[who] = Person(who)
        for one in self._mine(who, LARGEST_ID):
            if one.state == "draft":
                del self.initiatives[one.id]
                continue
            if one.author != who:
                continue
            state: State = "withdrawn" if one.state in MOVES["withdraw"][0] else one.state
            self.initiatives[one.id] = replace(
                one, author=0, state=state, version=one.version + 1, answers={}, partials={}, reason=""
            )

    def _change(self, who: int, effect: fx.SetLanguage | fx.AcceptInvitation) -> None:
        person = self.people[who]
        match effect:
            case fx.SetLanguage():
                self.people[who] = replace(person, language=effect.language)
            case fx.AcceptInvitation():
                invitation = self.invitations[effect.token]
                self.invitations[effect.token] = replace(invitation, used=True)
                self.give_role(who, invitation.role, invitation.unit)


def _verified_in(one: Initiative, days: tuple[datetime, datetime]) -> bool:
    return one.state == "verified" and one.decided_at is not None and days[0] <= one.decided_at < days[1]


def _parts(several: list[Initiative]) -> tuple[Part, ...]:
    """Return figures by bloc and target group, as they stand among the answers."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in several:
        bloc, group = (str(one.answers.get(key, "")) for key in ("bloc", "target_group"))
        found.setdefault((bloc, group), []).append(one.state)
    return tuple(
        Part(*of, states.count("verified"), len(states) - states.count("withdrawn"))
        for of, states in sorted(found.items())
    )


@dataclass(frozen=True)
class _Say:
    """Speaks one language."""

    talk: Talk
    language: str

    def __call__(self, line: Line) -> str:
        return self.talk.say(line, self.language)


def pick(screen: Screen, verb: str, *args: str | int) -> Button:
    """Return the button of a screen with this verb and these arguments among its own."""
    wanted = {str(arg) for arg in args}
    found = [one for one in screen.buttons() if one.action.verb == verb and wanted <= set(one.action.args)]
    assert len(found) == 1, f"{verb} {args}: {[one.action.token for one in screen.buttons()]}"
    return found[0]


def _ended(job: Job) -> Job:
    return replace(job, state="called off")
