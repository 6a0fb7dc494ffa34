"""What came back: mail from an mbox, a Maildir, a file of one message, or a text that was pasted.

Everything in it is data from outside. What cannot be decoded is replaced, never guessed into something else.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Literal, cast

from collectdesk.faults import BadInput
from collectdesk.i18n import _

Kind = Literal["reply", "bounce", "auto_reply"]
_LONGEST_TEXT, _LONGEST_LINE = 200_000, 500
_IDS = re.compile(r"<[^\s<>]{1,300}>")
_STATUS = re.compile(r"\s*([245])\.(\d{1,3})\.(\d{1,3})")
_FROM_LINE = re.compile(rb"^From \S+.*\d{4}\s*$")
_HEADER = re.compile(rb"^[!-9;-~]{1,60}:[ \t]?", re.MULTILINE)
_ATTRIBUTION = re.compile(
    r"^(On|Am|Le|El|Il|Op|Den|Em|W dniu)\b.{5,200}:$|^.{0,80}<\S+@\S+>.{0,40}:$", re.IGNORECASE
)
_ORIGINAL = re.compile(r"^-{2,}\s*\S.{2,60}\S\s*-{2,}$|^_{10,}$")


@dataclass(frozen=True, slots=True)
class MailLimits:
    """The most bytes of a message that is read, and of a document that is kept."""

    message: int
    file: int


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a delivery report says of one recipient: RFC 3463 status such as "5.1.1", and the action."""

    recipient: str
    action: str
    status: str

    @property
    def permanent(self) -> bool:
        """Whether it never will be delivered there."""
        return self.action.lower() == "failed" and self.status.startswith("5.")


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """A document that came along."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Received:
    """One message from outside.

    `digest` is that of its bytes. `answers` are the Message-IDs it names, the closest first; of a report, those of the
    message it is about. `text` is what was newly written, `whole` with what was quoted. `received_at` is an instant,
    None when the message does not say. `too_big` are names of documents that were left out.
    """

    digest: str
    message_id: str | None
    answers: tuple[str, ...]
    received_at: datetime | None
    from_address: str
    subject: str
    text: str
    whole: str
    kind: Kind
    deliveries: tuple[Delivery, ...] = ()
    files: tuple[ReceivedFile, ...] = ()
    too_big: tuple[str, ...] = ()


def read_mail(path: Path, limits: MailLimits) -> Iterator[Received]:
    """The messages of an mbox file, a Maildir folder or a file of one message.

    BadInput for what cannot be read or is none of them.
    """
    try:
        if path.is_dir():
            yield from _maildir(path, limits)
            return
        with path.open("rb") as file:
            first = file.readline()
        if _FROM_LINE.match(first):
            yield from _mbox(path, limits)
            return
        yield received(_limited(path, limits), limits)
    except OSError as error:
        raise BadInput(
            _("cannot read {file}: {reason}").format(file=path, reason=error.strerror or error)
        ) from error


def pasted(text: str, limits: MailLimits) -> Received:
    """A text from the clipboard: a whole message with its headers, or the bare words of the customer."""
    raw = text.encode("utf-8", "replace")
    head = raw.lstrip().partition(b"\n\n")[0].partition(b"\r\n\r\n")[0]
    names = {one.rstrip(b": \t").lower() for one in _HEADER.findall(head)}
    if b"from" in names and names & {b"date", b"subject", b"message-id", b"to"}:
        return received(raw.lstrip(), limits)
    whole = _harmless(text)
    return Received(hashlib.sha256(raw).hexdigest(), None, (), None, "", "", stripped(whole), whole, "reply")


def received(raw: bytes, limits: MailLimits) -> Received:
    """One message as its bytes. Never raises for what is wrong inside it."""
    parsed = message_from_bytes(raw, policy=policy.default)
    message_id = next(iter(_IDS.findall(_header(parsed, "Message-ID"))), None)
    deliveries, about = _report(parsed)
    kind: Kind = "bounce" if deliveries else "auto_reply" if _automatic(parsed) else "reply"
    answers = about or tuple(
        dict.fromkeys(
            [
                *_IDS.findall(_header(parsed, "In-Reply-To")),
                *reversed(_IDS.findall(_header(parsed, "References"))),
            ]
        )
    )
    whole = _words(parsed)
    files, too_big = _files(parsed, limits.file)
    return Received(
        digest=hashlib.sha256(raw.replace(b"\r\n", b"\n").strip(b"\n")).hexdigest(),
        message_id=message_id, answers=answers, received_at=_moment(_header(parsed, "Date")),
        from_address=_line(parseaddr(_header(parsed, "From"))[1].lower()), subject=_line(_header(parsed, "Subject")),
        text=stripped(whole), whole=whole, kind=kind, deliveries=deliveries, files=files, too_big=too_big,
    )  # fmt: skip


def stripped(text: str) -> str:
    """The text without what it quotes: lines behind ">", the line that introduces them, an original underneath."""
    kept: list[str] = []
    for line in text.split("\n"):
        bare = line.strip()
        if _ORIGINAL.match(bare):
            break
        if bare.startswith(">"):
            while kept and not kept[-1].strip():
                kept.pop()
            if kept and _ATTRIBUTION.match(kept[-1].strip()):
                kept.pop()
            continue
        kept.append(line)
    found = "\n".join(kept).strip()
    return found or text.strip()


def _maildir(path: Path, limits: MailLimits) -> Iterator[Received]:
    folders = [path / name for name in ("new", "cur")]
    if not any(folder.is_dir() for folder in folders):
        raise BadInput(_("{folder} is no Maildir: it has neither new nor cur").format(folder=path))
    for folder in folders:
        for file in sorted(folder.iterdir()) if folder.is_dir() else ():
            if file.is_file() and not file.is_symlink() and not file.name.startswith("."):
                yield received(_limited(file, limits), limits)


def _mbox(path: Path, limits: MailLimits) -> Iterator[Received]:
    """The messages between "From " lines (RFC 4155); a quoted ">From " loses its mark."""
    lines: list[bytes] = []
    size, blank = 0, True
    with path.open("rb") as file:
        for line in file:
            if blank and _FROM_LINE.match(line):
                if lines:
                    yield received(b"".join(lines), limits)
                lines, size, blank = [], 0, False
                continue
            blank = not line.strip()
            size += len(line)
            if size > limits.message:
                raise BadInput(_("a message in {file} is too big to be read").format(file=path))
            lines.append(line[1:] if re.match(rb"^>+From ", line) else line)
    if lines:
        yield received(b"".join(lines), limits)


def _limited(path: Path, limits: MailLimits) -> bytes:
    with path.open("rb") as file:
        raw = file.read(limits.message + 1)
    if len(raw) > limits.message:
        raise BadInput(_("{file} is too big to be read as a message").format(file=path))
    if not raw.strip():
        raise BadInput(_("{file} is empty").format(file=path))
    return raw


def _header(message: EmailMessage, name: str) -> str:
    """A header as text; what the library cannot read is taken raw."""
    try:
        return str(message.get(name, ""))
    except Exception:  # a broken header of a stranger must not stop the reading of the others
        raw = next((value for key, value in message.raw_items() if key.lower() == name.lower()), "")
        return str(raw)


def _moment(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def _automatic(message: EmailMessage) -> bool:
    """RFC 3834, and what programs wrote before it."""
    submitted = _header(message, "Auto-Submitted").split(";")[0].strip().lower()
    if submitted and submitted != "no":
        return True
    precedence = _header(message, "Precedence").strip().lower()
    return (
        bool(_header(message, "X-Autoreply") or _header(message, "X-Autorespond"))
        or precedence == "auto_reply"
    )


def _report(message: EmailMessage) -> tuple[tuple[Delivery, ...], tuple[str, ...]]:
    """The recipients of a delivery report (RFC 3464), and the Message-ID of what it is about."""
    if message.get_content_type() != "multipart/report":
        return (), ()
    found: list[Delivery] = []
    about: list[str] = []
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            blocks = part.get_payload()
            for block in cast("list[EmailMessage]", blocks) if isinstance(blocks, list) else ():
                who = str(block.get("Final-Recipient", "")).rpartition(";")[2].strip().lower()
                status = _STATUS.match(str(block.get("Status", "")))
                if who and status:
                    action = _line(str(block.get("Action", ""))).strip()
                    found.append(Delivery(_line(who), action[:20], ".".join(status.groups())))
        elif kind in ("message/rfc822", "message/global", "text/rfc822-headers"):
            about += _ids_of_original(part, kind)
    return tuple(found), tuple(dict.fromkeys(about))


def _ids_of_original(part: EmailMessage, kind: str) -> list[str]:
    if kind == "text/rfc822-headers":
        payload = part.get_payload(decode=True)
        original = message_from_bytes(payload if isinstance(payload, bytes) else b"", policy=policy.default)
        return _IDS.findall(_header(original, "Message-ID"))
    inner = part.get_payload()
    first = inner[0] if isinstance(inner, list) and inner else None
    return _IDS.findall(_header(cast(EmailMessage, first), "Message-ID")) if first is not None else []


def _words(message: EmailMessage) -> str:
    """The text of a message: its plain part, else the words of its HTML part."""
    try:
        body = message.get_body(preferencelist=("plain", "html"))
    except Exception:  # parts that contradict each other
        body = None
    if body is None:
        return ""
    text = _decoded(cast(EmailMessage, body))
    return _harmless(_words_of_html(text) if body.get_content_type() == "text/html" else text)


def _decoded(part: EmailMessage) -> str:
    payload = part.get_payload(decode=True)
    raw = payload if isinstance(payload, bytes) else b""
    charset = part.get_content_charset() or "utf-8"
    for name in (charset, "utf-8", "windows-1252"):
        try:
            return raw.decode(name)
        except (LookupError, UnicodeDecodeError):
            continue
    return raw.decode("utf-8", "replace")


def _files(message: EmailMessage, limit: int) -> tuple[tuple[ReceivedFile, ...], tuple[str, ...]]:
    kept: list[ReceivedFile] = []
    too_big: list[str] = []
    for part in message.walk():
        if part.is_multipart() or part.get_content_disposition() != "attachment":
            continue
        payload = part.get_payload(decode=True)
        content = payload if isinstance(payload, bytes) else b""
        name = (
            _line((part.get_filename() or "").replace("\\", "/").rpartition("/")[2]).strip(". ") or "document"
        )
        if len(content) > limit:
            too_big.append(name[:120])
        elif content:
            kept.append(ReceivedFile(name[-120:], part.get_content_type()[:100], content))
    return tuple(kept), tuple(too_big)


class _Words(HTMLParser):
    """The words of an HTML page, without scripts and styles."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Blocks begin a line; what nobody reads is passed over."""
        self._silent += tag in ("script", "style", "head", "title")
        if tag in ("p", "div", "br", "tr", "li", "blockquote"):
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Back to what is read."""
        if tag in ("script", "style", "head", "title"):
            self._silent = max(0, self._silent - 1)

    def handle_data(self, data: str) -> None:
        """Words."""
        if not self._silent:
            self.found.append(data)


def _words_of_html(text: str) -> str:
    reader = _Words()
    reader.feed(text[:_LONGEST_TEXT])
    reader.close()
    return re.sub(r"\n{3,}", "\n\n", "".join(reader.found)).strip()


def _harmless(text: str) -> str:
    """Lines without control characters and direction overrides."""
    lines = text[:_LONGEST_TEXT].replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c in "\n\t" or _kept(c))


def _kept(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cs", "Cn") and character not in _OVERRIDES


def _line(text: str) -> str:
    return " ".join(_harmless(text).split())[:_LONGEST_LINE]


_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
