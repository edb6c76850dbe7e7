"""What a turn wants done, as values; another program would be able to carry them out."""

from __future__ import annotations

from flows.effects.awards import PutForward, TakeOut, TellNominee, TickAward
from flows.effects.initiatives import (
    Amend,
    Carry,
    Confirm,
    Discard,
    EnterFor,
    FetchFile,
    Keep,
    LetGo,
    Move,
    NoteCalled,
    NoteTold,
    Open,
    PassedOn,
    Record,
    SettleFile,
)
from flows.effects.making import CallOff, Order, TellCode
from flows.effects.people import (
    AcceptInvitation,
    ChooseChannel,
    ChooseDesk,
    Consent,
    Delegate,
    EndDelegation,
    ErasePerson,
    Join,
    Misread,
    NoteLook,
    OfferJoining,
    Part,
    Refuse,
    SetLanguage,
    Tell,
    WithdrawConsent,
)
from flows.effects.pushes import ChooseWeekly, StartPush, StopPush
from flows.effects.speech import (
    Acknowledge,
    EraseMessage,
    Notify,
    RedrawCards,
    RefreshCards,
    Reveal,
    SendDocument,
    SendFile,
    SettleTapped,
    Show,
)
from flows.effects.uploads import OpenPage

Effect = (
    Show
    | Acknowledge
    | SettleTapped
    | Notify
    | RedrawCards
    | RefreshCards
    | SendFile
    | Reveal
    | FetchFile
    | SettleFile
    | SendDocument
    | EraseMessage
    | Keep
    | EnterFor
    | Open
    | LetGo
    | Confirm
    | Record
    | NoteTold
    | NoteCalled
    | PassedOn
    | Amend
    | Discard
    | Carry
    | Tell
    | Consent
    | WithdrawConsent
    | NoteLook
    | ErasePerson
    | SetLanguage
    | ChooseChannel
    | ChooseDesk
    | OfferJoining
    | Join
    | Part
    | AcceptInvitation
    | Delegate
    | EndDelegation
    | Refuse
    | Order
    | CallOff
    | TellCode
    | Misread
    | StartPush
    | StopPush
    | ChooseWeekly
    | OpenPage
    | PutForward
    | TellNominee
    | TakeOut
    | TickAward
)

__all__ = [
    "AcceptInvitation",
    "Acknowledge",
    "Amend",
    "CallOff",
    "Carry",
    "ChooseChannel",
    "ChooseDesk",
    "ChooseWeekly",
    "Confirm",
    "Consent",
    "Delegate",
    "Discard",
    "Effect",
    "EndDelegation",
    "EnterFor",
    "EraseMessage",
    "ErasePerson",
    "FetchFile",
    "Join",
    "Keep",
    "LetGo",
    "Misread",
    "Move",
    "NoteCalled",
    "NoteLook",
    "NoteTold",
    "Notify",
    "OfferJoining",
    "Open",
    "OpenPage",
    "Order",
    "Part",
    "PassedOn",
    "PutForward",
    "Record",
    "RedrawCards",
    "RefreshCards",
    "Refuse",
    "Reveal",
    "SendDocument",
    "SendFile",
    "SetLanguage",
    "SettleFile",
    "SettleTapped",
    "Show",
    "StartPush",
    "StopPush",
    "TakeOut",
    "Tell",
    "TellCode",
    "TellNominee",
    "TickAward",
    "WithdrawConsent",
]
