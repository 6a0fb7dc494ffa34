"""What takes a message away: a mail server, a gateway that is plugged in, or a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

Step = Literal["accepted", "refused", "postponed", "uncertain", "handed"]


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message as a carrier gets it.

    `key` is the same whenever the same message is handed over, for gateways that refuse doubles. `sender` and `content`
    (RFC 5322 bytes) are for e-mail only.
    """

    key: str
    channel: str
    address: str
    text: str
    sender: str = ""
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How handing over ended; `code` is the server's answer, `said` its words, for the person alone.

    accepted: it is theirs now. refused: they never will. postponed: not taken, may be tried again. uncertain: it may
    have been taken, nobody knows. handed: a person has it and will say whether it went. `reached` is false where
    nothing can leave this way at present: no server, no connection, no login.
    """

    step: Step
    code: int | None = None
    said: str = ""
    reached: bool = True


class Carrier(Protocol):
    """A way for messages of a channel to leave. Never raises for what the other side does: that is an outcome."""

    def carry(self, parcel: Parcel) -> Outcome:
        """Hand one message over."""


class ByHand:
    """The carrier where no gateway is: the message waits for a person who sends it with their own program."""

    def carry(self, parcel: Parcel) -> Outcome:
        """Leave it to the person."""
        return Outcome("handed")
