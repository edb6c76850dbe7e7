"""The invented people of demos and tests, and the bot they talk to."""

from __future__ import annotations

from bot.sandbox.people import BotIdentity, Person

AN = Person("an", "Trần Thị An", "Công nhân", 900000001, "+84900000001", "an_tran")
BINH = Person("binh", "Lê Văn Bình", "Cán bộ xác nhận", 900000002, "+84900000002", "binh_le")
CHI = Person("chi", "Phạm Thị Chi", "Cán bộ xác nhận", 900000003, "+84900000003", "chi_pham")
DUNG = Person("dung", "Hồ Thị Dung", "Cán bộ tổng hợp", 900000004, "+84900000004", "dung_ho")
STRANGER = Person("stranger", "Người lạ", "Người lạ", 900000009, "+84900000009")

BOT = BotIdentity("900000000:sandbox-token-of-no-value-anywhere", "sangkien_sandbox_bot", "Sáng kiến")
