"""Every refusal of the Bot API in one table: its code, which is also the HTTP status, and its exact words."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


class Reason(Enum):
    """Why a call is refused; words in braces are filled in by the refusal."""

    NOT_FOUND = 404, "Not Found"
    METHOD_NOT_FOUND = 404, "Not Found: method not found"
    TOKEN_MALFORMED = 401, "Unauthorized: invalid token specified"
    TOKEN_UNKNOWN = 401, "Unauthorized"
    BODY_TOO_LARGE = 413, "Request Entity Too Large"
    BODY_UNREADABLE = 400, "Bad Request: can't parse request body"
    TOO_MANY_REQUESTS = 429, "Too Many Requests: retry after {seconds}"

    CHAT_ID_EMPTY = 400, "Bad Request: chat_id is empty"
    CHAT_NOT_FOUND = 400, "Bad Request: chat not found"
    BLOCKED = 403, "Forbidden: bot was blocked by the user"
    NEVER_STARTED = 403, "Forbidden: bot can't initiate conversation with a user"
    TO_A_BOT = 403, "Forbidden: the bot can't send messages to the bot"

    TEXT_EMPTY = 400, "Bad Request: message text is empty"
    TEXT_TOO_LONG = 400, "Bad Request: text is too long"
    TEXT_BLANK = 400, "Bad Request: text must be non-empty"
    MESSAGE_TOO_LONG = 400, "Bad Request: message is too long"
    CAPTION_TOO_LONG = 400, "Bad Request: message caption is too long"
    PARSE_MODE = 400, "Bad Request: unsupported parse_mode"
    ENTITIES = 400, "Bad Request: can't parse entities: {problem}"
    ENTITIES_JSON = 400, "Bad Request: can't parse entities JSON object"

    NOT_MODIFIED = (
        400,
        (
            "Bad Request: message is not modified: specified new message content and reply markup are exactly the "
            "same as a current content and reply markup of the message"
        ),
    )
    EDIT_NOT_FOUND = 400, "Bad Request: message to edit not found"
    EDIT_FORBIDDEN = 400, "Bad Request: message can't be edited"
    EDIT_NO_TEXT = 400, "Bad Request: there is no text in the message to edit"
    EDIT_NO_CAPTION = 400, "Bad Request: there is no caption in the message to edit"
    EDIT_NO_ID = 400, "Bad Request: message identifier is not specified"
    DELETE_NOT_FOUND = 400, "Bad Request: message to delete not found"
    DELETE_TOO_LATE = 400, "Bad Request: message can't be deleted for everyone"
    DELETE_NO_IDS = 400, "Bad Request: message identifiers are not specified"
    DELETE_IDS_JSON = 400, "Bad Request: can't parse message identifiers JSON object"
    DELETE_TOO_MANY = 400, "Bad Request: too many message identifiers specified"
    REPLY_NOT_FOUND = 400, "Bad Request: message to be replied not found"
    REPLY_JSON = 400, "Bad Request: can't parse reply parameters JSON object"

    MARKUP_JSON = 400, "Bad Request: can't parse reply keyboard markup JSON object"
    MARKUP_NOT_OBJECT = 400, "Bad Request: object expected as reply markup"
    MARKUP_NOT_ROWS = 400, 'Bad Request: field "{field}" of the {type} must be an Array of Arrays'
    MARKUP_TOO_LONG = 400, "Bad Request: reply markup is too long"
    MARKUP_NOT_INLINE = 400, "Bad Request: inline keyboard expected"
    INLINE_BUTTON = 400, "Bad Request: can't parse inline keyboard button: {problem}"
    INLINE_BUTTON_BLANK = 400, "Bad Request: inline keyboard button text must be non-empty"
    INLINE_BUTTON_URL = 400, "Bad Request: inline keyboard button URL '{url}' is invalid: {problem}"
    BUTTON_DATA = 400, "Bad Request: BUTTON_DATA_INVALID"
    BUTTON_COPY_TEXT = 400, "Bad Request: BUTTON_COPY_TEXT_INVALID"
    REPLY_BUTTON = 400, "Bad Request: can't parse keyboard button: {problem}"
    REPLY_BUTTON_BLANK = 400, "Bad Request: keyboard button text must be non-empty"
    PLACEHOLDER = 400, "Bad Request: input field placeholder is too long"

    QUERY_TOO_OLD = 400, "Bad Request: query is too old and response timeout expired or query ID is invalid"
    QUERY_TEXT_TOO_LONG = 400, "Bad Request: MESSAGE_TOO_LONG"
    CHAT_ACTION = 400, "Bad Request: wrong parameter action in request"

    FILE_MISSING = 400, "Bad Request: there is no {kind} in the request"
    FILE_EMPTY = 400, "Bad Request: file must be non-empty"
    FILE_TOO_BIG = 400, "Bad Request: file is too big"
    FILE_ID_EMPTY = 400, "Bad Request: file_id not specified"
    FILE_ID_INVALID = 400, "Bad Request: invalid file_id"
    FILE_ID_WRONG = 400, "Bad Request: wrong file_id or the file is temporarily unavailable"
    FILE_ID_UNKNOWN = 400, "Bad Request: wrong file identifier/HTTP URL specified"
    FILE_TYPE = 400, "Bad Request: can't use file of type {found} as {wanted}"
    FILE_URL = 400, "Bad Request: failed to get HTTP URL content"
    PHOTO_TOO_BIG = (
        400,
        "Bad Request: file of size {size} bytes is too big for a photo; the maximum size is 10485760 bytes",
    )
    PHOTO_UNREADABLE = 400, "Bad Request: IMAGE_PROCESS_FAILED"
    PHOTO_DIMENSIONS = 400, "Bad Request: PHOTO_INVALID_DIMENSIONS"
    MEDIA_JSON = 400, "Bad Request: can't parse media JSON object"
    MEDIA_NONE = 400, "Bad Request: there are no messages to send"
    MEDIA_TOO_MANY = 400, "Bad Request: too many messages to send as an album"
    MEDIA_MIXED = 400, "Bad Request: document can't be mixed with other media types"
    MEDIA_TYPE = 400, "Bad Request: type of the media is not supported"

    COMMANDS_JSON = 400, "Bad Request: can't parse commands JSON object"
    COMMAND = 400, "Bad Request: can't parse BotCommand: {problem}"
    COMMAND_EMPTY = 400, "Bad Request: command must be non-empty"
    COMMAND_TOO_LONG = 400, "Bad Request: command length must not exceed 32"
    COMMAND_INVALID = 400, "Bad Request: BOT_COMMAND_INVALID"
    COMMAND_DESCRIPTION_EMPTY = 400, "Bad Request: command description must be non-empty"
    COMMAND_DESCRIPTION_TOO_LONG = 400, "Bad Request: command description length must not exceed 256"
    COMMANDS_TOO_MANY = 400, "Bad Request: BOT_COMMANDS_TOO_MUCH"
    COMMAND_SCOPE = 400, "Bad Request: can't parse BotCommandScope: {problem}"
    COMMAND_SCOPE_JSON = 400, "Bad Request: can't parse BotCommandScope JSON object"
    LANGUAGE_CODE = 400, "Bad Request: invalid language code specified"
    DESCRIPTION_TOO_LONG = 400, "Bad Request: bot description is too long"
    SHORT_DESCRIPTION_TOO_LONG = 400, "Bad Request: bot short description is too long"
    NAME_TOO_LONG = 400, "Bad Request: bot name is too long"
    MENU_BUTTON_JSON = 400, "Bad Request: can't parse menu button JSON object"
    MENU_BUTTON = 400, "Bad Request: can't parse menu button: {problem}"

    WEBHOOK_URL = 400, "Bad Request: invalid webhook URL specified"
    WEBHOOK_NOT_HTTPS = 400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
    WEBHOOK_PORT = 400, "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"
    WEBHOOK_HOST = 400, "Bad Request: bad webhook: Failed to resolve host: Name or service not known"
    WEBHOOK_SECRET_TOO_LONG = 400, "Bad Request: secret token is too long"
    WEBHOOK_SECRET_CHARACTERS = 400, "Bad Request: secret token contains unallowed characters"

    CONFLICT_WEBHOOK = (
        409,
        "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    )
    CONFLICT_POLLER = (
        409,
        "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    )
    CONFLICT_SET_WEBHOOK = 409, "Conflict: terminated by setWebhook request"


class Refused(Exception):  # noqa: N818 - it names what happened to the call
    """A call was refused; it becomes the answer."""

    def __init__(self, reason: Reason, *, parameters: Mapping[str, Any] | None = None, **details: object) -> None:
        """Fill the details into the reason's words."""
        self.reason = reason
        self.code: int = reason.value[0]
        self.description: str = reason.value[1].format(**details)
        self.parameters = dict(parameters or {})
        super().__init__(self.description)


def too_many_requests(seconds: int) -> Refused:
    """Build the one refusal that says when to come back."""
    return Refused(Reason.TOO_MANY_REQUESTS, parameters={"retry_after": seconds}, seconds=seconds)
