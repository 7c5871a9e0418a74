"""Letters over a real SMTP line: encrypted, one recipient, no second header; refused for good or put off."""

import socket
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from geodata.errors import BadInput
from services import mail
from services.mail import Letter, MailServer, PutOff, Refused
from tests.post_office import PASSWORD, USER, certificate, free_port, open_office

SENDER = "Xã An Hưng <moi-truong@map.example>"
LETTER = Letter("event:7", "lan@example.org", "Phản ánh của bạn: đang xử lý", "Đã nhận.\n\nXã An Hưng")


def plain(port: int) -> MailServer:
    """A server on this machine."""
    return mail.server(f"smtp://127.0.0.1:{port}", SENDER)


# --- the address of the server


@pytest.mark.parametrize(
    ("url", "host", "port", "tls"),
    [
        ("smtps://mail.example", "mail.example", 465, "implicit"),
        ("smtps://mail.example:4650/", "mail.example", 4650, "implicit"),
        ("smtp://mail.example", "mail.example", 587, "starttls"),
        ("smtp://mail.example:25?tls=off", "mail.example", 25, "none"),
        ("smtp://localhost:25", "localhost", 25, "none"),
        ("smtp://[::1]:25", "::1", 25, "none"),
    ],
)
def test_beyond_this_machine_a_line_is_encrypted_unless_told_otherwise(
    url: str, host: str, port: int, tls: str
) -> None:
    made = mail.server(url, SENDER)
    assert (made.host, made.port, made.tls) == (host, port, tls)


def test_name_and_password_stand_in_the_address() -> None:
    made = mail.server("smtps://a%40b:p%3As%2Fs@mail.example", SENDER)
    assert (made.user, made.password) == ("a@b", "p:s/s")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "mail.example",
        "http://mail.example",
        "smtp://",
        "smtp://mail.example/path",
        "smtp://mail.example?tls=maybe",
        "smtps://mail.example?tls=off",
        "smtp://mail.example#x",
        "smtp://u:sesame/p@mail.example",
        "smtp://mail.example:99999",
    ],
)
def test_any_other_address_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ValueError) as refusal:
        mail.server(url, SENDER)
    assert "sesame" not in str(refusal.value)


@pytest.mark.parametrize("address", ["lan@example.org", "a.b+c@mail.example.org", "x" * 64 + "@e.vn"])
def test_an_address_is_one(address: str) -> None:
    assert mail.is_address(address)
    assert mail.address(f"  {address}\n") == address


@pytest.mark.parametrize(
    "address",
    [
        "lan",
        "lan@",
        "@example.org",
        "lan@example",
        "a@b@c.org",
        "a@b.org, c@d.org",
        "a@b.org\nBcc: c@d.org",
        "a@b.org\r\nBcc: c@d.org",
        "Lan <a@b.org>",
        "a b@c.org",
        "a@b.org;c@d.org",
        '"a"@b.org',
        "a@b.org\x00",
        "a@b.org\u2028x",
        "x" * 250 + "@example.org",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    assert not mail.is_address(address)
    with pytest.raises(BadInput):
        mail.address(address)
    with pytest.raises(Refused):
        mail.message(replace(LETTER, to=address), SENDER)


def test_no_address_is_no_fault_of_an_account() -> None:
    assert mail.address("  ") == ""


# --- the letter


def test_a_letter_arrives_as_it_was_written() -> None:
    with open_office() as office:
        mail.send(plain(office.port), replace(LETTER, unsubscribe="https://map.example/x"))
    (letter,) = office.letters
    assert office.recipients == [["lan@example.org"]]
    assert letter["Subject"] == LETTER.subject
    assert letter["From"] == "Xã An Hưng <moi-truong@map.example>"
    assert letter["To"] == "lan@example.org"
    assert letter.get_content().replace("\r\n", "\n").strip() == LETTER.text
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["List-Id"] == "<notices.map.example>"
    assert letter["List-Unsubscribe"] == "<https://map.example/x>"
    assert letter["Content-Language"] == "vi"
    assert not letter.is_multipart()
    assert all(byte < 128 for byte in office.raw[0])
    assert max(map(len, office.raw[0].splitlines())) < 100


def test_the_same_letter_has_the_same_name_each_time() -> None:
    first, again = mail.message(LETTER, SENDER), mail.message(LETTER, SENDER)
    other = mail.message(replace(LETTER, key="event:8"), SENDER)
    assert first["Message-ID"] == again["Message-ID"] != other["Message-ID"]
    assert "event:7" not in first["Message-ID"]


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028", "\x00"])
def test_a_title_grows_no_second_header(end: str) -> None:
    evil = f"Xin chào{end}Bcc: thief@example.org{end}{end}Nội dung khác"
    sender = f"Xã{end}Bcc: thief@example.org <moi-truong@map.example>"
    letter = replace(LETTER, subject=evil, language=f"vi{end}X-Evil: 1", unsubscribe=f"https://x{end}Y: 2")
    with open_office() as office:
        mail.send(replace(plain(office.port), sender=sender if end not in "\r\n" else SENDER), letter)
    (arrived,) = office.letters
    assert office.recipients == [["lan@example.org"]]
    assert {"Bcc", "X-Evil", "Y"} & set(arrived.keys()) == set()
    assert "thief@example.org" in arrived["Subject"]
    assert "Nội dung khác" not in arrived.get_content()


def test_a_text_cannot_end_the_letter() -> None:
    text = "Một dòng.\n.\nRCPT TO:<thief@example.org>\n..hai chấm"
    with open_office() as office:
        mail.send(plain(office.port), replace(LETTER, text=text))
    (arrived,) = office.letters
    assert office.recipients == [["lan@example.org"]]
    assert arrived.get_content().replace("\r\n", "\n").strip() == text


def test_a_long_address_of_a_page_stays_whole() -> None:
    long = "https://" + "a" * 60 + ".example/ban-do/incidents/r/abcd-efgh-jkmn/data"
    with open_office() as office:
        mail.send(plain(office.port), replace(LETTER, text=f"Xem:\n{long}\n", unsubscribe=long))
    (arrived,) = office.letters
    assert arrived["List-Unsubscribe"] == f"<{long}>"
    assert long in arrived.get_content()


# --- encryption and sign-in


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_an_encrypted_line_carries_letter_and_password(
    tls: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pem = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with open_office(tls=tls, certificate=pem, login=True) as office:
        server = MailServer("127.0.0.1", office.port, tls, SENDER, USER, PASSWORD)
        mail.send(server, LETTER)
    assert len(office.letters) == 1
    assert office.signed_in == [USER]


@pytest.mark.parametrize("tls", ["starttls", "implicit"])
def test_a_server_that_cannot_prove_who_it_is_gets_nothing(tls: str, tmp_path: Path) -> None:
    pem = certificate(tmp_path)
    with open_office(tls=tls, certificate=pem, login=True) as office, pytest.raises(PutOff) as fault:
        mail.send(MailServer("127.0.0.1", office.port, tls, SENDER, USER, PASSWORD), LETTER)
    assert "SSL" in fault.value.reason
    assert (office.letters, office.signed_in) == ([], [])


def test_a_server_that_cannot_encrypt_gets_nothing() -> None:
    with open_office(login=True) as office, pytest.raises(PutOff):
        mail.send(MailServer("127.0.0.1", office.port, "starttls", SENDER, USER, PASSWORD), LETTER)
    assert (office.letters, office.signed_in) == ([], [])


def test_a_wrong_password_is_our_fault_and_tried_again() -> None:
    with open_office(login=True) as office, pytest.raises(PutOff) as fault:
        mail.send(replace(plain(office.port), user=USER, password="wrong"), LETTER)
    assert (fault.value.reason, office.letters) == ("smtp 535", [])


# --- refused, or put off


@pytest.mark.parametrize(
    ("answer", "kind", "reason"),
    [
        ("550 no such user lan@example.org", Refused, "smtp 550"),
        ("553 address", Refused, "smtp 553"),
        ("450 mailbox busy", PutOff, "smtp 450"),
        ("451 greylisted, come back", PutOff, "smtp 451"),
    ],
)
@pytest.mark.parametrize("when", ["answers", "at_the_end"])
def test_a_refusal_for_good_is_told_from_one_for_now(
    answer: str, kind: type[mail.NotSent], reason: str, when: str
) -> None:
    with open_office() as office:
        getattr(office, when).append(answer)
        with pytest.raises(kind) as fault:
            mail.send(plain(office.port), LETTER)
        assert fault.value.reason == reason
        assert "lan@example.org" not in str(fault.value)
        mail.send(plain(office.port), LETTER)
    assert len(office.letters) == 1


def test_a_server_that_is_not_there_is_tried_again() -> None:
    with pytest.raises(PutOff) as fault:
        mail.send(plain(free_port()), LETTER)
    assert fault.value.reason == "ConnectionRefusedError"


def test_a_server_that_says_nothing_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "TIMEOUT", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(PutOff) as fault:
        mail.send(plain(silent.getsockname()[1]), LETTER)
    assert fault.value.reason == "SMTPServerDisconnected"


def test_a_server_that_hangs_up_is_tried_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:

        def hang_up() -> None:
            line, _address = door.accept()
            line.close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        with pytest.raises(PutOff):
            mail.send(plain(door.getsockname()[1]), LETTER)
        thread.join()
