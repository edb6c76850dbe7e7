"""The invented people of demos and tests, and the bot they talk to."""

from __future__ import annotations

from bot.sandbox.people import BotIdentity, Person
from bot.sandbox.zalo.oa.account import OfficialAccount

AN = Person("an", "Trần Thị An", "Công nhân", 900000001, "+84900000001", "an_tran")
BINH = Person("binh", "Lê Văn Bình", "Cán bộ xác nhận", 900000002, "+84900000002", "binh_le")
CHI = Person("chi", "Phạm Thị Chi", "Cán bộ xác nhận", 900000003, "+84900000003", "chi_pham")
DUNG = Person("dung", "Hồ Thị Dung", "Cán bộ tổng hợp", 900000004, "+84900000004", "dung_ho")
STRANGER = Person("stranger", "Người lạ", "Người lạ", 900000009, "+84900000009")

BOT = BotIdentity("900000000:sandbox-token-of-no-value-anywhere", "sangkien_sandbox_bot", "Sáng kiến")
_WORTHLESS = "sandbox-{}-of-no-value-anywhere"
OA = OfficialAccount(
    oa_id="9000000000000000001",
    name="Sáng kiến",
    app_id="9000000000000000002",
    app_secret=_WORTHLESS.format("app-secret"),
    secret_key=_WORTHLESS.format("secret-key"),
    first_refresh_token=_WORTHLESS.format("refresh-token"),
)
