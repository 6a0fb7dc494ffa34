"""Small messages from outside, of the shapes that come back: an answer, a report, an absence, in old charsets."""

from __future__ import annotations

REPLY = (
    "From: =?iso-8859-2?Q?Jana_Kr=FCger?= <Jana@Example.org>\nTo: desk@example.com\n"
    "Subject: =?utf-8?B?UmU6IFJlY2hudW5nIDQ2NTU=?=\nDate: Tue, 24 Nov 2026 11:30:00 +0100\n"
    "Message-ID: <q1@example.org>\nIn-Reply-To: {ours}\nReferences: <x@example.org> {ours}\n"
    'Content-Type: text/plain; charset="iso-8859-1"\nContent-Transfer-Encoding: quoted-printable\n\n'
    "Wir zahlen am Freitag. Gr=FC=DFe\n\nAm 24.11.2026 schrieb Larkfield <desk@example.com>:\n> Guten Tag\n> offen\n"
)
BOUNCE = (
    "From: MAILER-DAEMON@example.net\nTo: desk@example.com\nSubject: Undelivered\n"
    "Date: Tue, 24 Nov 2026 11:31:00 +0100\nMessage-ID: <b1@example.net>\nMIME-Version: 1.0\n"
    'Content-Type: multipart/report; report-type=delivery-status; boundary="B"\n\n'
    "--B\nContent-Type: text/plain\n\nIt could not be delivered.\n\n"
    "--B\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.net\n\n"
    "Final-Recipient: rfc822; {address}\nAction: {action}\nStatus: {status}\n\n"
    "--B\nContent-Type: text/rfc822-headers\n\nMessage-ID: {ours}\nSubject: Rechnung\n\n--B--\n"
)
ABSENCE = (
    "From: jana@example.org\nSubject: Abwesend\nDate: Tue, 24 Nov 2026 11:32:00 +0100\nMessage-ID: <a1@example.org>\n"
    "Auto-Submitted: auto-replied\nIn-Reply-To: {ours}\n\nBis Montag nicht im Haus.\n"
)


def mbox(*messages: str) -> bytes:
    """Messages as an mbox holds them."""
    return "".join(f"From jana@example.org Tue Nov 24 11:30:00 2026\n{one}\n" for one in messages).encode(
        "utf-8"
    )


def with_files(*files: tuple[str, bytes], sender: str = "jana@example.org", subject: str = "Beleg") -> str:
    """An answer with documents; the names are written into the mail as they are given."""
    from base64 import b64encode

    parts = "".join(
        f'--B\nContent-Type: application/octet-stream\nContent-Disposition: attachment; filename="{name}"\n'
        f"Content-Transfer-Encoding: base64\n\n{b64encode(content).decode()}\n"
        for name, content in files
    )
    return (
        f"From: {sender}\nTo: desk@example.com\nSubject: {subject}\nDate: Tue, 24 Nov 2026 10:33:00 +0100\n"
        f"Message-ID: <f{len(files)}@example.org>\nIn-Reply-To: {{ours}}\nMIME-Version: 1.0\n"
        'Content-Type: multipart/mixed; boundary="B"\n\n'
        f"--B\nContent-Type: text/plain; charset=utf-8\n\nAnbei der Beleg.\n{parts}--B--\n"
    )
