"""`report`: Word files of the union, and plain words where something is not as it should be."""

from __future__ import annotations

import pytest

from tests.command_line.operator import Operator
from tests.storage.given import meet
from tests.storage.reported import handed_in, put
from tests.word.reading import grid_of, opened, paragraphs


@pytest.mark.parametrize("kind", ["closing", "targets", "summary"])
async def test_each_document_is_written_where_it_is_wanted(operator: Operator, kind: str) -> None:
    done = await operator("report", kind, "--unit", "dlk-01", "--out", "made.docx")
    assert (done.code, done.err, done.out) == (0, "", "Written: made.docx\n")
    told = paragraphs(opened(operator.folder / "made.docx"))
    assert any("LIÊN ĐOÀN LAO ĐỘNG" in one or one == "BÁO CÁO" for one in told)


async def test_the_summary_holds_the_codes_asked_for(operator: Operator) -> None:
    database = operator.database()
    an = await meet(database, "an")
    await put(database, handed_in(an, 1, title="một"), handed_in(an, 2, title="hai"))
    await database.close()
    done = await operator("report", "summary", "--unit", "DLK", "--code", "sk-22-000002", "--out", "made.docx")
    assert done.code == 0
    assert [row[2] for row in grid_of(opened(operator.folder / "made.docx"), "TT")[1:]] == ["hai"]


async def test_a_document_can_be_in_english(operator: Operator) -> None:
    done = await operator("report", "closing", "--unit", "DLK", "--language", "en", "--out", "made.docx")
    assert done.code == 0
    assert "II. RESULTS" in paragraphs(opened(operator.folder / "made.docx"))


async def test_a_file_that_somebody_may_have_written_on_is_not_written_over(operator: Operator) -> None:
    command = ("report", "targets", "--unit", "DLK", "--out", "made.docx")
    (operator.folder / "made.docx").write_text("by hand", encoding="utf-8")
    refused = await operator(*command)
    assert (refused.code, refused.out) == (1, "")
    assert refused.err == "made.docx is there already. Name another file, or write over it with --force.\n"
    assert (operator.folder / "made.docx").read_text(encoding="utf-8") == "by hand"
    assert (await operator(*command, "--force")).code == 0
    assert "CHỈ TIÊU VÀ KẾT QUẢ THỰC HIỆN" in paragraphs(opened(operator.folder / "made.docx"))


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (("--unit", "DLK-99"), "No unit has the code DLK-99"),
        (("--unit", "DLK", "--phase", "gd9"), "01-trieu-daklak has no phase gd9. Its phases are: gd1, gd2.\n"),
        (("--unit", "DLK", "--programme", "other"), "PROGRAMMES names no programme other."),
        (("--unit", "DLK", "--language", "fr"), "There is no language fr. Those there are: en, vi.\n"),
    ],
)
async def test_what_there_is_not_is_named_with_a_way_out(
    operator: Operator, more: tuple[str, ...], sentence: str
) -> None:
    done = await operator("report", "closing", "--out", "made.docx", *more)
    assert done.code == 1
    assert sentence in done.err
    assert not (operator.folder / "made.docx").exists()


async def test_an_unknown_code_is_named(operator: Operator) -> None:
    done = await operator("report", "summary", "--unit", "DLK", "--code", "SK-22-XXXXXX", "--out", "made.docx")
    assert (done.code, done.err) == (
        1,
        "No verified initiative of DLK has the code SK-22-XXXXXX. Look with /history CODE how it stands.\n",
    )


async def test_a_folder_that_is_not_there_and_a_name_that_is_no_word_file_are_said_at_once(operator: Operator) -> None:
    nowhere = await operator("report", "closing", "--unit", "DLK", "--out", "nowhere/made.docx")
    assert (nowhere.code, nowhere.err) == (1, "There is no folder nowhere. Make it, or name another file.\n")
    wrong = await operator("report", "closing", "--unit", "DLK", "--out", "made.pdf")
    assert wrong.code == 2
    assert ".docx" in wrong.err


async def test_the_dossier_of_an_award_on_stored_figures_is_written_into_a_folder(operator: Operator) -> None:
    later = {"CLOCK": "2022-06-02T09:00:00+07:00", "TELEGRAM_API_URL": "http://127.0.0.1:9"}
    taken = await operator("awards", "snapshot", "--name", "so-ket", "--by", "Dung", **later)
    assert taken.code == 0, taken.err
    (operator.folder / "made").mkdir()
    command = ("report", "awards", "--snapshot", "so-ket", "--award", "d1", "--out", "made")
    done = await operator(*command, "--phase", "gd1", **later)
    assert (done.code, done.err) == (0, "")
    file = "made/danh-sach-khen-thuong-d1-gd1-dlk-so-ket"
    assert done.out.splitlines() == [f"Written: {file}.docx", f"Written: {file}.xlsx"]
    for more, sentence in (
        (("--phase", "gd1"), f"{file}.docx is there already."),
        ((), "D1 is given after each phase. Name one with --phase: gd1, gd2."),
        (("--award", "Z9"), "There is no award Z9 in this snapshot. There are: D1, D2."),
        (("--snapshot", "none"), "There is no snapshot none."),
        (("--out", "nowhere"), "There is no folder nowhere."),
    ):
        refused = await operator(*command, *more, **later)
        assert (refused.code, sentence in refused.err) == (1, True), refused.err
    assert (await operator(*command, "--phase", "gd1", "--force", **later)).code == 0
