"""How messages go out: the figures of `data/sending.toml`."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from collectdesk.resources import parse_data, read_data

FILE = "data/sending.toml"

Whole = Annotated[int, Field(gt=0)]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Retry(_Record):
    """The waits after the first, second, third … attempt that was postponed, in minutes."""

    after_minutes: Annotated[list[Whole], Field(min_length=1)]

    def wait_after(self, attempts: int) -> timedelta | None:
        """How long to wait after so many attempts; None when there is no further one."""
        if attempts > len(self.after_minutes):
            return None
        return timedelta(minutes=self.after_minutes[max(attempts, 1) - 1])


class Server(_Record):
    """Seconds to wait for each answer; minutes after which a silent program counts as dead."""

    timeout_seconds: Whole
    claim_minutes: Whole


class Limits(_Record):
    """Sizes in bytes."""

    attachments: Whole
    inbound_attachment: Whole
    inbound_message: Whole


class Handover(_Record):
    """The length of a `mailto:` link beyond which the text is left to the clipboard."""

    mailto_characters: Whole


class SendingRules(_Record):
    """The whole file."""

    retry: Retry
    server: Server
    limits: Limits
    handover: Handover


@cache
def sending_rules() -> SendingRules:
    """The rules in force. BadInput names the file and the key when something in it cannot be used."""
    return parse_data(read_data("sending.toml"), FILE, SendingRules)
