"""What a page for files says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flows.screen import N_, Line

TITLE = N_("Files for the initiative you are writing")
KINDS = N_("Photos, PDF or Word files, each up to 20 MB. This page is yours alone: pass its address on to nobody.")
CHOOSE, CAMERA, SEND = N_("Choose files"), N_("Take a photo"), N_("Send")
DRAG = N_("You can also drag files onto this page.")
IN_THE_CHAT = N_("Every file received is written in the chat too. When they are all there, go back and press “Done”.")

NOTHING = N_("No file has been chosen yet. Choose one, then press “Send”.")
FOREIGN = N_("This did not come from this page. Open the address in the chat again and send the files from there.")
TOO_LARGE = N_("These files are too large to be sent together. Each may have 20 MB; send them one by one.")
FULL = N_("No more files fit in. In the chat remove one first, or put them into one PDF.")
BUSY = N_("Other files are just arriving. Wait a minute, then send these again.")
TOO_OFTEN = N_("Very many files were sent on this page. In the chat, at the question for files, type “new page”.")
BROKEN_OFF = N_("The connection broke off. What stands here as received is safe; send the rest again.")
TROUBLE = N_("Something broke on our side and not everything was taken. Wait a minute, then send the rest again.")

CLOSED = N_("This page takes no more files")
_ANOTHER = N_("In the chat, at the question for files, type “new page” to get another one.")
WHY: Final[Mapping[str, tuple[Line, ...]]] = {
    "over": (N_("Its 24 hours are over. What was received is kept."), _ANOTHER),
    "replaced": (N_("It was closed from the chat. What was received is kept."), _ANOTHER),
    "handed in": (
        N_("The initiative has been handed in, with all files that were received."),
        N_("Something is missing? Open “My initiatives” in the chat."),
    ),
    "unknown": (N_("This address leads nowhere. Perhaps a part of it was lost on the way."), _ANOTHER),
}
# What the script on the page says, by the name under which it looks for it.
SCRIPT: Final[Mapping[str, Line]] = {
    "ready": N_("not sent yet"),
    "sending": N_("being sent…"),
    "remove": N_("Leave out"),
    "again": N_("Send again"),
    "large": N_("Larger than 20 MB. Send it smaller, as photos of the pages, or as a Google Drive link in the chat."),
    "empty": N_("There is nothing in this file. Choose another one."),
    "broken": BROKEN_OFF,
}
