"""A real mail server that reacts as it is told."""

import smtplib
from email.message import EmailMessage

import pytest

from tests.support.smtp import Reaction, SmtpServer


def _send(server: SmtpServer, to: str = "j.zolc@urzad.test", timeout: float = 5) -> None:
    message = EmailMessage()
    message["From"] = "qms@urzad.test"
    message["To"] = to
    message["Subject"] = "Zażółć gęślą jaźń"
    message["Message-ID"] = "<1@urzad.test>"
    message.set_content("Proszę potwierdzić zapoznanie się.\n")
    with smtplib.SMTP(server.host, server.port, timeout=timeout) as connection:
        connection.send_message(message)


def test_it_keeps_what_it_accepts(smtp_server: SmtpServer) -> None:
    _send(smtp_server)
    (received,) = smtp_server.wait_for(1)
    assert received.recipients == ("j.zolc@urzad.test",)
    assert received.subject == "Zażółć gęślą jaźń"
    assert received.message_id == "<1@urzad.test>"
    assert received.text == "Proszę potwierdzić zapoznanie się.\n"


@pytest.mark.parametrize(("reaction", "code"), [(Reaction.TRY_LATER, 451), (Reaction.REFUSE, 550)])
def test_it_refuses_for_now_or_for_good(
    smtp_server: SmtpServer, reaction: Reaction, code: int
) -> None:
    smtp_server.react = reaction
    with pytest.raises(smtplib.SMTPDataError) as refused:
        _send(smtp_server)
    assert refused.value.smtp_code == code
    assert smtp_server.messages == []


def test_it_refuses_one_recipient_only(smtp_server: SmtpServer) -> None:
    smtp_server.react_to["gone@urzad.test"] = Reaction.REFUSE
    with pytest.raises(smtplib.SMTPDataError):
        _send(smtp_server, to="gone@urzad.test")
    _send(smtp_server)
    assert smtp_server.attempts == 2
    assert len(smtp_server.messages) == 1


def test_it_hangs_until_the_client_gives_up(smtp_server: SmtpServer) -> None:
    smtp_server.react = Reaction.HANG
    with pytest.raises((TimeoutError, smtplib.SMTPServerDisconnected)):
        _send(smtp_server, timeout=0.3)
    smtp_server.forget()
    _send(smtp_server)
    assert len(smtp_server.messages) == 1


def test_it_keeps_a_message_and_hangs_up_before_saying_so(smtp_server: SmtpServer) -> None:
    smtp_server.react = Reaction.HANG_UP
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionResetError)):
        _send(smtp_server)
    assert len(smtp_server.wait_for(1)) == 1


def test_when_it_is_down_connecting_is_refused_until_it_is_up(smtp_server: SmtpServer) -> None:
    smtp_server.stop()
    with pytest.raises(ConnectionRefusedError):
        _send(smtp_server)
    smtp_server.start()
    _send(smtp_server)
    assert len(smtp_server.messages) == 1
