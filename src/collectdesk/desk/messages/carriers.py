"""The carriers of this desk: its mail server for e-mail, a person for everything else."""

from __future__ import annotations

from collectdesk.desk.messages.sending import Sender
from collectdesk.desk.messages.truth import still_true
from collectdesk.faults import BadInput
from collectdesk.i18n import _
from collectdesk.messages.sending.carrier import ByHand, Carrier
from collectdesk.messages.sending.settings import MailServer, mail_server, settings_path
from collectdesk.messages.sending.smtp import SmtpCarrier

BY_HAND = ("sms", "messenger", "letter", "voicemail")


def usual_sender() -> tuple[Sender, str]:
    """What sends at this desk, and the sentence that says what is missing for e-mail ("" for nothing).

    BadInput when the settings of the mail server cannot be used.
    """
    server = mail_server()
    carriers: dict[str, Carrier] = dict.fromkeys(BY_HAND, ByHand())
    if server is None:
        return Sender(carriers, still_true=still_true), no_server()
    return Sender({**carriers, "email": SmtpCarrier(server)}, server, still_true), ""


def sender_of_files() -> MailServer:
    """In whose name e-mail is written as files. BadInput saying what to do when that is not set."""
    server = mail_server(to_file=True)
    if server is None:
        raise BadInput(
            _(
                "say in whose name messages go: set COLLECTDESK_SMTP_FROM, or write from under [mail] in {file}"
            ).format(file=settings_path())
        )
    return server


def no_server() -> str:
    """What to do when there is no mail server."""
    return _(
        "no mail server is set, so e-mail stays queued: set COLLECTDESK_SMTP_HOST and COLLECTDESK_SMTP_FROM, "
        "or write host and from under [mail] in {file}"
    ).format(file=settings_path())
