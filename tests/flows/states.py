"""Every state a conversation can be in, reached by walking there; each says who is in it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

from flows.records import JoinOffer
from flows.said import Contact, Edited, Text
from flows.submission import LIBRARY
from tests.flows import nominating
from tests.flows.driver import AN, BINH, CHI, DUNG, STRANGER, World
from tests.flows.standing import Standing
from tests.flows.walk import (
    ANSWERS,
    PHOTO,
    SUMMARY,
    answer,
    ask_for,
    asked,
    begin,
    begin_on_behalf,
    document,
    fill,
    go_on,
    hand_in,
    hand_in_on_behalf,
    until,
)

State = Callable[[World], int]
DATA = ("overview", "see:0", "see:1", "correct", "take", "take:full", "looks", "consents", "withdraw", "erase")
QUESTIONS = (*ANSWERS, "unit", "evidence")
LASTING = tuple(key for key, field in LIBRARY.items() if field.lasting)
MORE = "Nay mỗi ca làm được 900 kg, hạt đều hơn, cả tổ đỡ đau lưng."


def nothing_yet(world: World) -> int:
    return STRANGER


def welcomed(world: World) -> int:
    world.commands(AN, "start")
    return AN


def asked_to_agree(world: World) -> int:
    world.commands(AN, "submit")
    return AN


def reading_the_details(world: World) -> int:
    world.commands(AN, "submit")
    world.press(AN, "consent", "more")
    return AN


def at(question: str, world: World) -> int:
    ask_for(world, question)
    until(world, AN, question)
    return AN


def gone_back_to(question: str, world: World) -> int:
    ask_for(world, question)
    until(world, AN, question)
    if question == "evidence":
        world.does(AN, document())
        world.press(AN, "answer", "done")
        world.press(AN, "correct", "evidence")
    else:
        answer(world, AN, question)
        world.press(AN, *(("correct", question) if asked(world, AN) == SUMMARY else ("back",)))
    return AN


def correcting(question: str, world: World) -> int:
    ask_for(world, question)
    fill(world, AN)
    world.press(AN, "correct", question)
    return AN


def held(question: str, typed: str, world: World) -> int:
    until(world, AN, question)
    world.does(AN, Text(typed))
    return AN


def pressed(question: str, kind: str, world: World) -> int:
    until(world, AN, question)
    world.press(AN, "answer", kind)
    return AN


def asked_whether_two_accounts_are_one(world: World) -> int:
    world.joinings["7F3K9QWX"] = JoinOffer(31, BINH, "telegram", world.now + timedelta(minutes=9))
    world.says(AN, "nối 7F3K-9QWX")
    return AN


def with_files(world: World) -> int:
    until(world, AN, "evidence")
    world.does(AN, PHOTO)
    return AN


def without_its_last_file(world: World) -> int:
    with_files(world)
    world.press(AN, "answer", "drop")
    return AN


def on_the_last_page_of_units(world: World) -> int:
    until(world, AN, "unit")
    world.press(AN, "answer", "DLK@1")
    world.press(AN, "answer", "DLK@2")
    return AN


def inside_a_unit(world: World) -> int:
    until(world, AN, "unit")
    world.press(AN, "answer", "open", "DLK-01")
    return AN


def proposed_by_a_qr_code(world: World) -> int:
    world.commands(AN, "start", "u-DLK-01-017")
    until(world, AN, "unit")
    return AN


def tried_four_times(world: World) -> int:
    until(world, AN, "phone")
    for _ in range(4):
        world.says(AN, "abc")
    return AN


def at_the_summary(world: World) -> int:
    fill(world, AN)
    return AN


def asked_whether_to_stop(world: World) -> int:
    until(world, AN, "title")
    world.commands(AN, "cancel")
    return AN


def offered_the_last_details(world: World) -> int:
    hand_in(world, AN)
    world.press(AN, "begin")
    return AN


def checking_the_last_details(world: World) -> int:
    offered_the_last_details(world)
    world.press(AN, "recall", "check")
    return AN


def correcting_the_last_details(question: str, world: World) -> int:
    ask_for(world, question)
    checking_the_last_details(world)
    world.press(AN, "correct", question)
    return AN


def asked_whether_to_use_an_edit(world: World) -> int:
    begin(world, AN)
    world.does(AN, Text("Trần Thị An", source="m1"))
    go_on(world, AN, "bloc")
    world.does(AN, Edited("Trần Thị Ân", "m1"))
    return AN


def asked_whether_a_text_belongs_to_the_description(world: World) -> int:
    until(world, AN, "evidence")
    world.says(AN, MORE)
    return AN


def put_off(world: World) -> int:
    until(world, AN, "title")
    world.press(AN, "later")
    return AN


def with_a_draft_offered(world: World) -> int:
    put_off(world)
    world.commands(AN, "start")
    return AN


def handed_in(world: World) -> int:
    hand_in(world, AN)
    return AN


def reading_the_list(world: World) -> int:
    hand_in(world, AN)
    world.press(AN, "mine")
    return AN


def reading_one(world: World) -> int:
    reading_the_list(world)
    world.press(AN, "one")
    return AN


def asked_whether_to_withdraw(world: World) -> int:
    hand_in(world, AN)
    world.press(AN, "withdraw")
    return AN


def withdrawn(world: World) -> int:
    asked_whether_to_withdraw(world)
    world.press(AN, "withdraw-yes")
    return AN


def with_a_returned_one_open(world: World) -> int:
    asked_for_a_marked_answer(world)
    world.press(AN, "keep")
    world.press(AN, "keep")
    return AN


def asked_for_a_marked_answer(world: World) -> int:
    officer_asked_for_the_second_reason(world)
    world.press(BINH, "reason", 0)
    world.release()
    world.taps(AN, f"draft:{world.newest(AN).id}")
    return AN


def shown_what_is_alike(world: World) -> int:
    hand_in(world, DUNG)
    until(world, AN, "description")
    world.says(AN, f"{world.newest(DUNG).text('description')} Đỡ đau lưng.")
    go_on(world, AN)
    world.press(AN, "submit")
    world.button(AN, "submit-anyway")
    return AN


def refused_after_closing(world: World) -> int:
    fill(world, AN)
    world.later(days=90)
    world.press(AN, "submit")
    world.button(AN, "carry")
    return AN


def correcting_what_was_handed_in(world: World) -> int:
    hand_in(world, AN)
    world.press(AN, "draft")
    return AN


def correcting_one_answer_of_it(question: str, world: World) -> int:
    correcting_what_was_handed_in(world)
    world.press(AN, "correct", question)
    return AN


def overtaken_by_an_officer(world: World) -> int:
    correcting_one_answer_of_it("title", world)
    world.commands(BINH, "queue")
    return AN


def asked_whose_it_is(world: World) -> int:
    world.commands(BINH, "submit")
    return BINH


def asked_whether_the_worker_agrees(world: World) -> int:
    asked_whose_it_is(world)
    world.press(BINH, "behalf")
    return BINH


def entering_a_number_on_behalf(world: World) -> int:
    begin_on_behalf(world, BINH)
    go_on(world, BINH, "phone")
    return BINH


def with_one_handed_in_on_behalf(world: World) -> int:
    hand_in_on_behalf(world, BINH)
    return BINH


def asked_to_prove(world: World) -> int:
    initiative = hand_in_on_behalf(world, BINH)
    world.says(AN, str(initiative.code))
    return AN


def asked_for_a_number(world: World) -> int:
    world.shares_contact = False
    return asked_to_prove(world)


def asked_for_the_last_digits(world: World) -> int:
    asked_for_a_number(world)
    world.says(AN, ANSWERS["phone"])
    return AN


def asked_whether_it_is_theirs(world: World) -> int:
    asked_to_prove(world)
    world.does(AN, Contact("84900000001", own=True))
    return AN


def after_three_wrong_proofs(world: World) -> int:
    asked_to_prove(world)
    for _ in range(3):
        world.does(AN, Contact("84900000099", own=True))
    return AN


def reading_what_is_kept(page: str, world: World) -> int:
    hand_in(world, AN)
    until(world, AN, "title")
    world.press(AN, "later")
    world.taps(AN, f"data:{page}")
    return AN


def asked_whether_to_be_named(world: World) -> int:
    officer_decided(world)
    world.release()
    world.screens[AN] = world.cards(AN)[-1]
    return AN


def after_the_end(world: World) -> int:
    fill(world, AN)
    world.later(days=900)
    return AN


def officer_at_the_queue(world: World) -> int:
    hand_in(world, AN)
    world.commands(BINH, "queue")
    return BINH


def officer_reading_the_list(world: World) -> int:
    hand_in(world, AN)
    hand_in(world, CHI)
    world.commands(BINH, "queue")
    world.button(BINH, "bulk")
    return BINH


def officer_asked_about_several(world: World) -> int:
    officer_reading_the_list(world)
    world.press(BINH, "bulk")
    world.button(BINH, "bulk-yes")
    return BINH


def staff_reading_the_workload(world: World) -> int:
    hand_in(world, AN)
    world.commands(DUNG, "queue")
    world.press(DUNG, "workload")
    return DUNG


def officer_with_nothing_waiting(world: World) -> int:
    world.commands(BINH, "queue")
    return BINH


def officer_asked_for_a_reason(move: str, world: World) -> int:
    officer_at_the_queue(world)
    world.press(BINH, move)
    return BINH


def officer_who_has_marked(world: World) -> int:
    officer_asked_for_a_reason("return", world)
    world.press(BINH, "mark", "title")
    world.press(BINH, "mark", "evidence")
    return BINH


def officer_asked_for_the_second_reason(world: World) -> int:
    officer_who_has_marked(world)
    world.press(BINH, "marked")
    world.press(BINH, "reason", 0)
    return BINH


def officer_decided(world: World) -> int:
    officer_at_the_queue(world)
    world.press(BINH, "verify")
    return BINH


def officer_too_late_for_a_reason(world: World) -> int:
    officer_asked_for_a_reason("return", world)
    world.taps(AN, f"withdraw-yes:{world.newest(AN).id}:1")
    return BINH


def officer_choosing_how_to_be_told(world: World) -> int:
    world.taps(BINH, "hear")
    return BINH


def officer_asked_for_an_hour(world: World) -> int:
    officer_choosing_how_to_be_told(world)
    world.press(BINH, "hear-as", "digest")
    return BINH


def officer_asked_for_a_second_hour(world: World) -> int:
    officer_asked_for_an_hour(world)
    world.says(BINH, "7h")
    return BINH


def officer_asked_for_a_year_of_birth(world: World) -> int:
    """Bình has put An's initiative forward and is asked what the dossier needs."""
    initiative = hand_in(world, AN)
    nominating.fix(world, initiative)
    world.give_role(BINH, "staff", nominating.UPPER)
    world.commands(BINH, "nominate")
    world.press(BINH, "award", "P")
    world.press(BINH, "put-forward", initiative.code or "")
    return BINH


def staff_asked_of_whom_they_tick(world: World) -> int:
    """Dung ticks on a list on which An's initiative stands."""
    nominating.fix(world, hand_in(world, AN))
    world.commands(DUNG, "nominate")
    world.press(DUNG, "award", "P")
    world.press(DUNG, "tick", "P")
    return DUNG


def staff_asked_why_they_tick(world: World) -> int:
    """Dung has said of whom, and there is only one thing to tick."""
    staff_asked_of_whom_they_tick(world)
    world.says(DUNG, "1")
    return DUNG


def staff_reading_figures(world: World) -> int:
    world.commands(DUNG, "quota")
    return DUNG


def staff_reading_all_units(world: World) -> int:
    staff_reading_figures(world)
    world.press(DUNG, "quota", "all")
    return DUNG


def asked_from_when(world: World) -> int:
    world.give_role(DUNG, "verifier", "DLK-01")
    world.commands(BINH, "start")
    world.press(BINH, "away")
    world.press(BINH, "away-to", DUNG)
    return BINH


def asked_until_when(world: World) -> int:
    asked_from_when(world)
    world.press(BINH, "away-from", "tomorrow")
    return BINH


def asked_whether_somebody_stands_in(world: World) -> int:
    asked_until_when(world)
    world.press(BINH, "away-until", "3")
    return BINH


_WALKS: dict[str, State] = {
    "asked from when somebody stands in": asked_from_when,
    "asked until when somebody stands in": asked_until_when,
    "asked whether it is right that somebody stands in": asked_whether_somebody_stands_in,
    "nothing yet": nothing_yet,
    "welcomed": welcomed,
    "asked whether two accounts are one": asked_whether_two_accounts_are_one,
    "asked to agree": asked_to_agree,
    "reading the details": reading_the_details,
    **{f"asked for {question}": partial(at, question) for question in QUESTIONS},
    **{f"gone back to {question}": partial(gone_back_to, question) for question in QUESTIONS},
    **{f"correcting {question}": partial(correcting, question) for question in QUESTIONS},
    "offered a new phone number": partial(held, "phone", "0169 123 4567"),
    "asked whether the identity number is right": partial(held, "identity", "000199001234"),
    "told the text is too long": partial(held, "description", "x" * 2001),
    "told the text is short": partial(held, "description", "Nay nhanh gấp đôi"),
    "asked for the effect alone": partial(pressed, "description", "secret"),
    "asked whether it is that month": partial(held, "applied_on", "1/2022"),
    "told the day is outside": partial(held, "applied_on", "31/8/2021"),
    "asked for the rest of the document": partial(held, "recognition", "15/QĐ-CT"),
    "asked who recognised it": partial(held, "recognition", "15/QĐ-CT 20/2/2022 Công ty X"),
    "told the document is outside": partial(held, "recognition", "15/QĐ-CT 20/2/2021 Giám đốc"),
    "told what is not recognised": partial(pressed, "recognition", "none"),
    "asked which amount": partial(held, "benefit", "1 tỷ 25"),
    "asked whether so large": partial(held, "benefit", "12 tỷ"),
    "asked for the benefit in words": partial(pressed, "benefit", "words"),
    "asked whether these words are the benefit": partial(held, "benefit", "Công nhân đỡ đau lưng"),
    "with a co-author": partial(held, "co_authors", "Trần Thị Út 30%"),
    "told what cannot be handed in": partial(pressed, "declaration", "not"),
    "reading found units": partial(held, "unit", "hoa sen"),
    "with files": with_files,
    "without its last file": without_its_last_file,
    "on the last page of units": on_the_last_page_of_units,
    "inside a unit": inside_a_unit,
    "proposed a unit by a QR code": proposed_by_a_qr_code,
    "tried four times": tried_four_times,
    "at the summary": at_the_summary,
    "asked whether to stop": asked_whether_to_stop,
    "offered the last details": offered_the_last_details,
    "checking the last details": checking_the_last_details,
    **{f"with the last details correcting {key}": partial(correcting_the_last_details, key) for key in LASTING},
    "asked whether to use an edit": asked_whether_to_use_an_edit,
    "asked whether a text belongs to the description": asked_whether_a_text_belongs_to_the_description,
    "put off": put_off,
    "with a draft offered": with_a_draft_offered,
    "handed in": handed_in,
    "reading the list": reading_the_list,
    "reading one": reading_one,
    "asked whether to withdraw": asked_whether_to_withdraw,
    "withdrawn": withdrawn,
    "with a returned one open": with_a_returned_one_open,
    "shown what is alike": shown_what_is_alike,
    "refused after closing": refused_after_closing,
    "correcting what was handed in": correcting_what_was_handed_in,
    "correcting one answer of it": partial(correcting_one_answer_of_it, "title"),
    "correcting the files of it": partial(correcting_one_answer_of_it, "evidence"),
    "overtaken by an officer": overtaken_by_an_officer,
    "asked whose it is": asked_whose_it_is,
    "asked whether the worker agrees": asked_whether_the_worker_agrees,
    "entering a number on behalf": entering_a_number_on_behalf,
    "with one handed in on behalf": with_one_handed_in_on_behalf,
    "asked to prove": asked_to_prove,
    "asked for a number": asked_for_a_number,
    "asked for the last digits": asked_for_the_last_digits,
    "asked whether it is theirs": asked_whether_it_is_theirs,
    "after three wrong proofs": after_three_wrong_proofs,
    **{f"reading what is kept: {page}": partial(reading_what_is_kept, page) for page in DATA},
    "asked whether to be named": asked_whether_to_be_named,
    "after the end": after_the_end,
    "an officer at the queue": officer_at_the_queue,
    "an officer reading the list": officer_reading_the_list,
    "an officer asked about several": officer_asked_about_several,
    "staff reading the workload": staff_reading_the_workload,
    "an officer with nothing waiting": officer_with_nothing_waiting,
    "an officer asked why it is returned": partial(officer_asked_for_a_reason, "return"),
    "an officer who has marked two answers": officer_who_has_marked,
    "an officer asked for the second reason": officer_asked_for_the_second_reason,
    "asked for a marked answer": asked_for_a_marked_answer,
    "an officer asked why it is rejected": partial(officer_asked_for_a_reason, "reject"),
    "an officer who decided": officer_decided,
    "an officer too late for a reason": officer_too_late_for_a_reason,
    "an officer choosing how to be told": officer_choosing_how_to_be_told,
    "an officer asked for an hour": officer_asked_for_an_hour,
    "an officer asked for a second hour": officer_asked_for_a_second_hour,
    "staff asked of whom they tick": staff_asked_of_whom_they_tick,
    "staff asked why they tick": staff_asked_why_they_tick,
    "an officer asked for a year of birth": officer_asked_for_a_year_of_birth,
    "staff reading figures": staff_reading_figures,
    "staff reading all units": staff_reading_all_units,
}
STATES: dict[str, State] = {name: Standing(walk) for name, walk in _WALKS.items()}
