"""`programme new`: what it makes passes the check as it is, loads, explains itself, and takes an initiative."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime
from pathlib import Path

import pytest

from bot.talk import Talk
from flows.person import Person
from flows.programme import VIETNAM
from flows.submission import LIBRARY
from flows.units import UnitTree
from storage.packs import Pack, read_pack
from storage.packs.new import key_of, year_from
from tests.command_line.operator import Operator
from tests.flows.driver import AN, World
from tests.flows.walk import SUMMARY, answer, asked, begin

NAME = 'Sáng kiến 2027 – “nhanh”, "gọn" \\ đúng'
COMMAND = ("programme", "new", "Sáng kiến 2027", "--name", NAME, "--starts", "01/01/2027")


async def made(operator: Operator, *more: str) -> Pack:
    done = await operator(*COMMAND, *more)
    assert (done.code, done.err) == (0, "")
    return read_pack(operator.folder / "Sáng kiến 2027", LIBRARY)


async def test_the_new_pack_says_what_was_wished_for(newcomer: Operator) -> None:
    programme = (await made(newcomer, "--ends", "2027-06-30", "--root", "DLK")).programme
    assert (programme.key, programme.version, programme.root) == ("sang-kien-2027", 1, "DLK")
    assert (programme.name, programme.short_name) == (NAME, "Sáng kiến 2027")
    (phase,) = programme.phases
    assert phase.opens == datetime(2027, 1, 1, tzinfo=VIETNAM)
    assert phase.closes == datetime(2027, 7, 1, tzinfo=VIETNAM)
    assert (phase.counts_from, phase.counts_to) == (date(2027, 1, 1), date(2027, 6, 30))


async def test_it_passes_the_check_and_is_loaded_as_it_is(operator: Operator) -> None:
    done = await operator(*COMMAND)
    checked = await operator("programme", "check", "Sáng kiến 2027")
    assert (checked.code, checked.err) == (0, "")
    assert done.out.startswith(checked.out)
    assert "  sangkien programme check Sáng kiến 2027\n" in done.out
    loaded = await operator("programme", "load", "Sáng kiến 2027")
    assert loaded.out.startswith("sang-kien-2027 version 1: 3 units, 0 targets loaded.")


async def test_the_bot_runs_the_demo_beside_it(newcomer: Operator) -> None:
    await made(newcomer)
    packs = "storage/programmes/01-trieu-daklak,Sáng kiến 2027"
    done = await newcomer.process("demo", "--once", "--port", "0", PROGRAMMES=packs)
    assert done.code == 0, done.err


async def test_a_worker_hands_in_for_it_on_its_first_day(newcomer: Operator) -> None:
    pack = await made(newcomer)
    units = UnitTree.of(dated.unit for dated in pack.units)
    world = World(pack.programme, units, Talk.load(), datetime(2027, 1, 1, tzinfo=VIETNAM), people={AN: Person(AN)})
    begin(world, AN)
    while (question := asked(world, AN)) != SUMMARY:
        if question == "unit":
            world.says(AN, "cong ty mau")
            world.press(AN, "answer", "take", "DV-VD-001")
        else:
            answer(world, AN, question)
    world.press(AN, "submit")
    assert (world.newest(AN).state, world.newest(AN).phase) == ("pending", "gd1")


async def test_every_setting_and_every_question_is_explained(newcomer: Operator) -> None:
    pack = await made(newcomer)
    lines = (pack.source / "programme.toml").read_text(encoding="utf-8").splitlines()
    settings = [number for number, line in enumerate(lines) if line[:1].isalpha() or line.startswith("[")]
    unexplained = [lines[number] for number in settings if not _explained(lines, number)]
    assert unexplained == []
    written = [line.strip().removeprefix("# ") for line in lines]
    talk = Talk.load()
    for key, field in LIBRARY.items():
        assert f'"{key}",  # {talk.say(field.name, "vi")}' in written


def _explained(lines: list[str], number: int) -> bool:
    """Tell whether a comment stands above the block of lines a setting belongs to."""
    while number > 0 and lines[number - 1].strip():
        number -= 1
        if lines[number].startswith("#"):
            return True
    return "bloc" in lines[number] or lines[number].startswith("[[choices")


async def test_the_examples_in_it_work_once_their_mark_is_taken_away(newcomer: Operator) -> None:
    pack = await made(newcomer)
    path = pack.source / "programme.toml"
    text = path.read_text(encoding="utf-8")
    example = re.compile(
        r'# (?=\[\[|\[printed|"target_group"|(key|name|label|short|opens|closes|counts_from|counts_to|total|gd1) = )'
    )
    lines = (example.sub("", line, count=1) if example.match(line.strip()) else line for line in text.splitlines())
    path.write_text("\n".join(lines), encoding="utf-8")
    opened = read_pack(pack.source, LIBRARY)
    assert [phase.key for phase in opened.programme.phases] == ["gd1", "gd2"]
    assert opened.programme.phases[0].closes == opened.programme.phases[1].opens
    assert "target_group" in opened.programme.questions
    assert opened.printed == {"total": 5000, "gd1": 5000}


async def test_federations_and_central_unions_are_known_by_their_code(newcomer: Operator) -> None:
    known = (await made(newcomer, "--root", "LCU")).units[0].unit
    assert (known.name, known.short) == ("Liên đoàn Lao động tỉnh Lai Châu", "LĐLĐ tỉnh Lai Châu")


async def test_another_unit_is_named_by_whoever_makes_the_pack(newcomer: Operator) -> None:
    pack = await made(newcomer, "--root", "NHA-MAY", "--unit", "Liên đoàn Lao động khu A, B")
    named = pack.units[0].unit
    assert (named.code, named.name, named.short) == ("NHA-MAY", "Liên đoàn Lao động khu A, B", "LĐLĐ khu A, B")
    assert all(dated.unit.example for dated in pack.units[1:])


async def test_its_examples_never_take_the_code_of_a_real_unit(newcomer: Operator) -> None:
    codes = {dated.unit.code for dated in (await made(newcomer, "--root", "DLK")).units}
    shipped = read_pack(Path("storage/programmes/01-trieu-daklak"), LIBRARY)
    assert codes & {dated.unit.code for dated in shipped.units} == {"DLK"}


async def test_a_folder_that_is_there_is_left_alone(newcomer: Operator) -> None:
    (newcomer.folder / "Sáng kiến 2027").mkdir()
    done = await newcomer(*COMMAND)
    assert (done.code, done.out) == (1, "")
    assert done.err == "There is a folder Sáng kiến 2027 already. Choose another name; nothing was changed.\n"
    assert list((newcomer.folder / "Sáng kiến 2027").iterdir()) == []


async def test_a_programme_does_not_end_before_it_starts(newcomer: Operator) -> None:
    done = await newcomer(*COMMAND, "--ends", "2026-12-31")
    assert (done.code, done.err) == (
        1,
        "The last day 2026-12-31 is before the first day 2027-01-01. Put the later one behind --ends.\n",
    )
    assert not (newcomer.folder / "Sáng kiến 2027").exists()


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--starts", "tháng sau", "--starts"),
        ("--starts", "31/2/2027", "--starts"),
        ("--name", " ", "1 to 200"),
        ("--name", "x" * 201, "1 to 200"),
        ("--root", "Đắk Lắk", "capital letters"),
        ("--root", "A" * 21, "at most 20"),
    ],
)
async def test_wrong_use_is_refused(newcomer: Operator, option: str, value: str, words: str) -> None:
    done = await newcomer(*COMMAND, option, value)
    assert done.code == 2
    assert words in " ".join(done.err.split())
    assert not (newcomer.folder / "Sáng kiến 2027").exists()


@pytest.mark.parametrize(
    ("folder", "key"),
    [
        ("Sáng kiến 2027", "sang-kien-2027"),
        ("ĐỢT_1!", "dot-1"),
        ("…", "chuong-trinh"),
        ("a " * 40, "a-a-a-a-a-a-a-a-a-a-a-a-a-a-a-a"),
    ],
)
def test_a_key_is_made_of_the_folders_name(folder: str, key: str) -> None:
    assert key_of(folder) == key
    assert len(key) <= 32


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2027, 1, 1), date(2027, 12, 31)),
        (date(2026, 12, 15), date(2027, 12, 14)),
        (date(2028, 2, 29), date(2029, 2, 28)),
        (date(2027, 3, 1), date(2028, 2, 29)),
    ],
)
def test_a_year_ends_on_the_day_before(first: date, last: date) -> None:
    assert year_from(first) == last


async def test_what_it_writes_is_toml_whatever_the_name(newcomer: Operator) -> None:
    pack = await made(newcomer)
    assert tomllib.loads((pack.source / "programme.toml").read_text(encoding="utf-8"))["name"] == NAME
