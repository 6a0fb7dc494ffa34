"""A calendar invitation (RFC 5545, 5546) to a video call, in the zone that both sides read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytz

from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.messages.sending.address import Mailbox, one_line


@dataclass(frozen=True, slots=True)
class Invitation:
    """A meeting. `starts_at` and `made_at` are instants, `zone` an IANA name; `sequence` counts changes.

    The same `uid` is the same meeting, so that a changed invitation replaces the earlier one.
    """

    uid: str
    starts_at: datetime
    minutes: int
    zone: str
    summary: str
    description: str
    link: str
    organiser: Mailbox
    attendee: Mailbox
    made_at: datetime
    sequence: int = 0


def invitation_bytes(meeting: Invitation) -> bytes:
    """The invitation as a calendar file with its zone. BadInput for what is no meeting."""
    from icalendar import Calendar, Event, vCalAddress, vText

    _check(meeting)
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.made_at.astimezone(UTC))
    event.add("dtstart", _start(meeting))
    event.add("duration", timedelta(minutes=meeting.minutes))
    event.add("summary", one_line(meeting.summary, _("the title of the meeting")))
    event.add("description", meeting.description)
    if meeting.link:
        event.add("url", meeting.link)
        event.add("location", meeting.link)
    event.add("status", "CONFIRMED")
    for key, box in (("organizer", meeting.organiser), ("attendee", meeting.attendee)):
        who = vCalAddress(f"mailto:{box.address}")
        if box.name:
            who.params["cn"] = vText(box.name)
        if key == "attendee":
            who.params["rsvp"] = vText("TRUE")
            who.params["partstat"] = vText("NEEDS-ACTION")
        event.add(key, who, encode=False)
    calendar = Calendar()
    calendar.add("prodid", "-//collectdesk//messages//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "REQUEST")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _start(meeting: Invitation) -> datetime:
    """The start on the zone's clock; in UTC where that clock shows the time for the second time (RFC 5545 3.3.5)."""
    zone = pytz.timezone(meeting.zone)
    shown = meeting.starts_at.astimezone(zone)
    first = zone.localize(shown.replace(tzinfo=None), is_dst=True)
    return shown if first == shown else meeting.starts_at.astimezone(UTC)


def _check(meeting: Invitation) -> None:
    if meeting.zone not in pytz.all_timezones_set:
        raise BadInput(
            _("{zone} is not a time zone; use one like Europe/Berlin").format(zone=ascii(meeting.zone))
        )
    if not 1 <= meeting.minutes <= 24 * 60:
        raise BadInput(_("a meeting lasts between a minute and a day"))
    one_line(meeting.uid, _("the id of the meeting"))
    if meeting.link:
        one_line(meeting.link, _("the link of the meeting"))
        parts = urlsplit(meeting.link)
        if parts.scheme != "https" or not parts.hostname or " " in meeting.link:
            raise BadInput(_("the link of a meeting begins with https://; copy it whole"))
