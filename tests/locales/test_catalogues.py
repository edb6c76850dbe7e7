"""Each kind of fault in the catalogues is found, named with its place, and gone once it is mended."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from unicodedata import normalize

import pytest

from tools import catalogues

CODE = """
def welcome(name, count):
    yield N_("Hello, {name}!", name=name)
    yield NN_("{count} day left.", "{count} days left.", count)
    yield f"<b>{say(N_('Good' ' bye.'))}</b>"
"""
TRANSLATED = {
    'msgid "Hello, {name}!"\nmsgstr ""': 'msgid "Hello, {name}!"\nmsgstr "Chào {name}!"',
    'msgstr[0] ""': 'msgstr[0] "Còn {count} ngày."',
    'msgid "Good bye."\nmsgstr ""': 'msgid "Good bye."\nmsgstr "Chào anh/chị."',
}


@dataclass(frozen=True)
class Project:
    """A small project of its own, with texts in the code and both catalogues, which a test may spoil."""

    root: Path

    def read(self, path: Path | str) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def write(self, path: Path | str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")

    def change(self, path: Path | str, old: str, new: str) -> None:
        text = self.read(path)
        assert old in text, f"{old!r} is not in {path}: the test no longer changes anything"
        self.write(path, text.replace(old, new, 1))

    def spoil(self, old: str, new: str) -> tuple[str, ...]:
        """Change the Vietnamese catalogue and return what is found."""
        self.change(catalogues.VIETNAMESE, old, new)
        return catalogues.problems(self.root)

    def found(self) -> str:
        """Return the one problem there is."""
        (problem,) = catalogues.problems(self.root)
        return problem


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = Project(tmp_path)
    made.write("flows/menu.py", CODE)
    catalogues.update(made.root)
    for empty, translated in TRANSLATED.items():
        made.change(catalogues.VIETNAMESE, empty, translated)
    return made


def test_complete_catalogues_have_no_problems(project: Project) -> None:
    assert catalogues.problems(project.root) == ()
    assert catalogues.main(["check"], project.root) == 0


def test_a_text_missing_from_the_template_is_found_and_update_brings_it_in(project: Project) -> None:
    project.write("bot/talk.py", 'TITLE = N_("Good morning!")\n')
    places = [problem.partition(":")[0] for problem in catalogues.problems(project.root)]
    assert places == [str(path) for path in (catalogues.TEMPLATE, catalogues.ENGLISH, catalogues.VIETNAMESE)]
    assert catalogues.update(project.root) == 1
    assert project.found() == f"{catalogues.VIETNAMESE}:12: not translated: “Good morning!”"


def test_an_untranslated_text_is_found(project: Project) -> None:
    assert project.spoil("Chào {name}!", "") == (f"{catalogues.VIETNAMESE}:13: not translated: “Hello, {{name}}!”",)


def test_an_untranslated_plural_is_found(project: Project) -> None:
    project.spoil("Còn {count} ngày.", "")
    assert "not translated: “{count} day left.”" in project.found()


def test_a_fuzzy_text_is_found(project: Project) -> None:
    project.spoil('msgid "Good bye."', '#, fuzzy\nmsgid "Good bye."')
    assert "fuzzy" in project.found()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("Chào {name}!", "Chào!", "none instead of {name}"),
        ("Chào {name}!", "Chào {ten}!", "{ten} instead of {name}"),
        ("Chào {name}!", "Chào {name:>9}!", "{name:>9} instead of {name}"),
        ("Còn {count} ngày.", "Còn {ngày} ngày.", "{ngày} instead of {count}"),
        ("Chào anh/chị.", "Chào {name}.", "{name} instead of none"),
        ("Chào {name}!", "Chào {name!", "braces do not pair up"),
    ],
)
def test_placeholders_that_differ_are_found(project: Project, old: str, new: str, words: str) -> None:
    project.spoil(old, new)
    assert words in project.found()


def test_a_text_gone_from_the_code_is_obsolete_and_update_drops_it(project: Project) -> None:
    project.change("flows/menu.py", "Hello, {name}!", "Good day, {name}!")
    found = catalogues.problems(project.root)
    assert (
        f"{catalogues.VIETNAMESE}:13: obsolete, no longer in the code: “Hello, {{name}}!”; run: make messages" in found
    )
    catalogues.update(project.root)
    assert "Hello" not in project.read(catalogues.VIETNAMESE)


def test_an_entry_commented_out_as_obsolete_is_found(project: Project) -> None:
    project.write(catalogues.VIETNAMESE, project.read(catalogues.VIETNAMESE) + '\n#~ msgid "Old"\n#~ msgstr "Cũ"\n')
    assert "obsolete" in project.found()


@pytest.mark.parametrize("word", catalogues.FORBIDDEN)
def test_a_word_outside_the_voice_is_found(project: Project, word: str) -> None:
    found = project.spoil("Chào anh/chị.", f"{word.capitalize()}, anh/chị.")
    assert any(f"“{word}” is not a word of the product's voice" in problem for problem in found)


def test_a_word_is_not_found_inside_another(project: Project) -> None:
    assert project.spoil("Chào anh/chị.", "Chào buổi tối, mối nối.") == ()


def test_accents_apart_from_their_letters_are_found_and_hide_no_word(project: Project) -> None:
    found = project.spoil("Chào anh/chị.", normalize("NFD", "Có lỗi."))
    assert ["NFC" in problem or "“lỗi”" in problem for problem in found] == [True, True]


def test_an_english_text_that_differs_from_the_code_is_found(project: Project) -> None:
    project.change(catalogues.ENGLISH, 'msgstr "Good bye."', 'msgstr "Bye."')
    assert project.found().startswith(str(catalogues.ENGLISH))


def test_a_text_that_became_a_plural_is_not_taken_over_unread(project: Project) -> None:
    project.change("flows/menu.py", "N_('Good' ' bye.')", "NN_('Good bye.', 'Good bye to all.', 2)")
    assert any("lacks “Good bye.”" in problem for problem in catalogues.problems(project.root))
    assert catalogues.update(project.root) == 1
    assert "fuzzy" in project.found()


def test_a_text_that_was_only_reworded_is_left_to_the_translator(project: Project) -> None:
    project.change("flows/menu.py", "Hello, {name}!", "Hello, {name}.")
    assert catalogues.update(project.root) == 1
    assert "not translated: “Hello, {name}.”" in project.found()


def test_a_plural_needs_the_placeholders_of_its_many(project: Project) -> None:
    project.change("flows/menu.py", '"{count} day left."', '"One day left."')
    catalogues.update(project.root)
    project.change(catalogues.VIETNAMESE, 'msgstr[0] ""', 'msgstr[0] "Còn {count} ngày."')
    assert catalogues.problems(project.root) == ()


def test_texts_stand_in_the_order_of_the_files_and_of_the_code(project: Project) -> None:
    project.write("bot/talk.py", 'FIRST = NOTED.add(N_("Zebra", note=N_("Monkey")), N_("Ape"))\n')
    catalogues.update(project.root)
    listed = [line[7:-1] for line in project.read(catalogues.TEMPLATE).splitlines() if line.startswith("msgid ")]
    assert listed == ["", "Zebra", "Monkey", "Ape", "Hello, {name}!", "{count} day left.", "Good bye."]


def test_a_mark_without_its_text_is_found(project: Project) -> None:
    project.write("storage/rows.py", "\nwrong = N_(text)\n")
    assert project.found() == "storage/rows.py:2: the text must be written out here"


def test_texts_of_the_page_of_the_sandbox_are_left_out(project: Project) -> None:
    project.write("bot/sandbox/page/texts.py", 'N_("Phone")\n')
    assert catalogues.problems(project.root) == ()


def test_a_catalogue_that_cannot_be_read_is_named_with_its_line(project: Project) -> None:
    project.spoil('msgid "Good bye."', "Good bye.")
    assert project.found().startswith(f"{catalogues.VIETNAMESE}:22: cannot be read")


def test_a_missing_catalogue_is_named(project: Project) -> None:
    (project.root / catalogues.VIETNAMESE).unlink()
    assert "is missing" in project.found()


def test_a_second_update_changes_nothing(project: Project) -> None:
    paths = (catalogues.TEMPLATE, catalogues.ENGLISH, catalogues.VIETNAMESE)
    before = [project.read(path) for path in paths]
    assert catalogues.main(["update"], project.root) == 0
    assert [project.read(path) for path in paths] == before


def test_a_file_holds_no_dates_and_no_line_numbers(project: Project) -> None:
    project.change("flows/menu.py", "\ndef", "\n\n\ndef")
    assert catalogues.problems(project.root) == ()
    header, _, rest = project.read(catalogues.VIETNAMESE).partition("\n\n")
    assert header.split("\n")[3:] == [
        '"Project-Id-Version: sangkien\\n"',
        '"Language: vi\\n"',
        '"MIME-Version: 1.0\\n"',
        '"Content-Type: text/plain; charset=utf-8\\n"',
        '"Content-Transfer-Encoding: 8bit\\n"',
        '"Plural-Forms: nplurals=1; plural=0;\\n"',
    ]
    assert rest.startswith("#: flows/menu.py\n")


def test_problems_are_printed_a_line_each_and_fail(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    project.spoil("Chào {name}!", "")
    project.spoil("Còn {count} ngày.", "Còn ít ngày.")
    assert catalogues.main(["check"], project.root) == 1
    assert len(capsys.readouterr().err.splitlines()) == 2
