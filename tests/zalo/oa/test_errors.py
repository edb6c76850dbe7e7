"""What each error of Zalo's means for the sender."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from bot.channels.channel import LaterError, NeverError
from bot.channels.zalo.oa.errors import MEANINGS, Deed, ZaloError, by_status, report, verdict

TABLE = {
    -216: (Deed.RENEW, "later", True),
    -220: (Deed.RENEW, "later", True),
    -124: (Deed.RENEW, "later", True),
    -32: (Deed.LATER, "later", False),
    -230: (Deed.UNREACHABLE, "unreachable", False),
    -232: (Deed.UNREACHABLE, "unreachable", False),
    -213: (Deed.UNREACHABLE, "unreachable", False),
    -219: (Deed.UNREACHABLE, "unreachable", False),
    -227: (Deed.UNREACHABLE, "unreachable", False),
    -224: (Deed.PLAIN, "later", True),
    -221: (Deed.MEND, "later", True),
    -223: (Deed.MEND, "later", True),
    -209: (Deed.MEND, "later", True),
    -212: (Deed.MEND, "later", True),
    -242: (Deed.MEND, "later", True),
    -204: (Deed.MEND, "later", True),
    -205: (Deed.MEND, "later", True),
    -201: (Deed.PLAIN, "never", False),
    -233: (Deed.PLAIN, "never", False),
    -210: (Deed.NEVER, "never", True),
    -211: (Deed.LATER, "later", True),
    -218: (Deed.LATER, "later", True),
    -234: (Deed.LATER, "later", True),
    -100: (Deed.AGAIN, "never", False),
    -240: (Deed.NEVER, "never", True),
    -244: (Deed.NEVER, "never", False),
    -248: (Deed.NEVER, "never", False),
    -200: (Deed.NEVER, "never", False),
    -217: (Deed.NEVER, "never", False),
    -235: (Deed.NEVER, "never", False),
    -320: (Deed.NEVER, "never", True),
    -321: (Deed.NEVER, "never", True),
    -99999: (Deed.NEVER, "never", True),
}


@pytest.mark.parametrize("code", TABLE)
def test_every_code_has_its_deed_its_verdict_and_a_word_for_the_administrator(code: int) -> None:
    error = ZaloError(code)
    found = verdict(error)
    with capture_logs() as logs:
        report(error)
    match found:
        case LaterError():
            kind = "later"
            assert found.after
            assert found.after > 0
        case NeverError(unreachable=True):
            kind = "unreachable"
        case _:
            kind = "never"
    assert (error.meaning.deed, kind, [one["event"] for one in logs] == ["zalo_needs_mending"]) == TABLE[code]
    assert str(found).startswith(f"{code}: ")


def test_no_code_is_left_out() -> None:
    assert set(MEANINGS) == set(TABLE) - {-99999}


def test_a_wait_that_is_known_is_kept() -> None:
    found = verdict(ZaloError(-32, after=7.5))
    assert isinstance(found, LaterError)
    assert found.after == 7.5


@pytest.mark.parametrize(("status", "code"), [(401, -216), (403, -216), (429, -32), (200, None), (500, None)])
def test_some_statuses_stand_for_codes(status: int, code: int | None) -> None:
    assert by_status(status) == code
