"""A letter goes out by SMTP: plain text, encrypted beyond this machine, refused for good or put off."""

import re
import smtplib
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import HeaderParseError, MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, getaddresses, parseaddr
from hashlib import sha256
from typing import Final
from urllib.parse import unquote, urlsplit

from geodata.errors import BadInput

TIMEOUT: Final = 20.0
"""Seconds that a mail server may be silent."""
PORTS: Final = {"smtp": 587, "smtps": 465}
_WANTED: Final = "smtps://user:password@mail.example:465 or smtp://user:password@mail.example:587"
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_ADDRESS: Final = re.compile(r"[^\s@<>,;:\"()\[\]\\]{1,64}@[^\s@<>,;:\"()\[\]\\]+\.[^\s@<>,;:\"()\[\]\\]+")
_LONGEST_ADDRESS: Final = 200


class NotSent(Exception):
    """A letter that did not go out; `reason` is a figure or a kind of fault, never an address."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Refused(NotSent):
    """The mail server will never take this letter: no use in trying again."""


class PutOff(NotSent):
    """It did not work now; later it may."""


@dataclass(frozen=True)
class MailServer:
    """Whom we hand letters to. `tls`: "implicit" (smtps), "starttls", or "none" (this machine only)."""

    host: str
    port: int
    tls: str
    sender: str
    user: str = ""
    password: str = ""


@dataclass(frozen=True)
class Letter:
    """A letter ready to go. `key` names it once and for all; `unsubscribe` is where it can be stopped."""

    key: str
    to: str
    subject: str
    text: str
    language: str = "vi"
    unsubscribe: str = ""


def server(url: str, sender: str) -> MailServer:
    """The mail server of `smtp[s]://[user:password@]host[:port][?tls=off]`; ValueError for anything else.

    smtp upgrades by STARTTLS or sends nothing, but to this very machine or where tls=off says so.
    """
    parts = urlsplit(url)
    plain = parts.query == "tls=off"
    odd = parts.path not in ("", "/") or parts.fragment or (parts.query and not plain)
    if parts.scheme not in PORTS or not parts.hostname or odd or (plain and parts.scheme == "smtps"):
        raise ValueError(_WANTED)
    try:
        port = parts.port or PORTS[parts.scheme]
    except ValueError:
        # Its words would repeat what stands there: a password with a slash in it.
        raise ValueError(_WANTED) from None
    upgrade = "none" if plain or parts.hostname in _LOOPBACK else "starttls"
    return MailServer(
        parts.hostname,
        port,
        "implicit" if parts.scheme == "smtps" else upgrade,
        sender,
        unquote(parts.username or ""),
        unquote(parts.password or ""),
    )


def is_sender(text: str) -> bool:
    """Whether this can stand as who writes: an address, or a name with one in angle brackets."""
    return len(getaddresses([text])) == 1 and is_address(parseaddr(text)[1])


def is_address(text: str) -> bool:
    """Whether this can be one e-mail address, and nothing more than one."""
    return len(text) <= _LONGEST_ADDRESS and bool(_ADDRESS.fullmatch(text)) and text.isprintable()


def address(text: str) -> str:
    """An e-mail address as it was typed, trimmed; empty stays empty. Raises BadInput("mail.address")."""
    trimmed = text.strip()
    if trimmed and not is_address(trimmed):
        raise BadInput("mail.address")
    return trimmed


def message(letter: Letter, sender: str) -> EmailMessage:
    """The letter as it goes over the wire. Raises Refused for an address that is none."""
    name, own = parseaddr(sender)
    made = EmailMessage(policy=SMTP)
    try:
        if not is_address(letter.to):
            raise ValueError("address")
        made["From"] = Address(_line(name), addr_spec=own)
        made["To"] = Address(addr_spec=letter.to)
    except (ValueError, IndexError, HeaderParseError, MessageError) as error:
        raise Refused("address") from error
    domain = own.rsplit("@", 1)[1]
    made["Subject"] = _line(letter.subject)
    made["Date"] = format_datetime(datetime.now(UTC))
    # The same each time: a retry after a lost answer is known as the same letter.
    made["Message-ID"] = f"<{sha256(letter.key.encode()).hexdigest()[:32]}@{domain}>"
    made["Auto-Submitted"] = "auto-generated"
    made["X-Auto-Response-Suppress"] = "All"
    made["List-Id"] = f"<notices.{domain}>"
    if letter.unsubscribe:
        made["List-Unsubscribe"] = f"<{_line(letter.unsubscribe).replace(' ', '%20')}>"
    made.set_content(letter.text, cte="quoted-printable")
    made["Content-Language"] = _line(letter.language)
    return made


def send(to: MailServer, letter: Letter) -> None:
    """Hand a letter to the server. Raises Refused where it will never be taken, PutOff where it may be later.

    Our own sign-in and sender being refused is put off: the settings are wrong then, not the letter.
    """
    made = message(letter, to.sender)
    try:
        with _connected(to) as line:
            line.send_message(made)
    except smtplib.SMTPRecipientsRefused as error:
        code = max(code for code, _words in error.recipients.values())
        raise (Refused if code >= 500 else PutOff)(f"smtp {code}") from None
    except smtplib.SMTPDataError as error:
        raise (Refused if error.smtp_code >= 500 else PutOff)(f"smtp {error.smtp_code}") from None
    except (smtplib.SMTPNotSupportedError, UnicodeEncodeError):
        raise Refused("not supported") from None
    except smtplib.SMTPResponseException as error:
        raise PutOff(f"smtp {error.smtp_code}") from None
    except (smtplib.SMTPException, OSError) as error:
        raise PutOff(type(error).__name__) from None


def _connected(to: MailServer) -> smtplib.SMTP:
    """A signed-in connection; nothing is said before the line is encrypted where it must be."""
    if to.tls == "implicit":
        line: smtplib.SMTP = smtplib.SMTP_SSL(
            to.host, to.port, timeout=TIMEOUT, context=ssl.create_default_context()
        )
    else:
        line = smtplib.SMTP(to.host, to.port, timeout=TIMEOUT)
    try:
        if to.tls == "starttls":
            _encrypt(line)
        if to.user:
            line.login(to.user, to.password)
    except BaseException:
        line.close()
        raise
    return line


def _encrypt(line: smtplib.SMTP) -> None:
    """A server that cannot encrypt gets nothing; that is a fault of the setting, not of the letter."""
    line.ehlo_or_helo_if_needed()
    if not line.has_extn("starttls"):
        raise smtplib.SMTPException("no STARTTLS")
    line.starttls(context=ssl.create_default_context())


def _line(text: str) -> str:
    """One line, so that no header can grow another."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
