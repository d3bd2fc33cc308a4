"""The mail server: reached with TLS and with who we are, or not at all."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pydantic import SecretStr

from bot.errors import CodeNotSent, SettingsWrong
from bot.requests.assemble import codes_on, mailer_of
from bot.requests.mailing import Smtp
from bot.settings import Settings
from tests.mail import mail_server

FROM, TO = "desk@example.jp", "hanako@example.jp"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for this machine, with its key, which is trusted where it is named."""
    key, name = generate_private_key(SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, SHA256())
    )
    path = tmp_path / "server.pem"
    path.write_bytes(made.public_bytes(Encoding.PEM) + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return path


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


def test_an_e_mail_goes_encrypted_to_who_knows_us(
    tls: ssl.SSLContext, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mail_server(tls=tls, login=("us", "secret")) as box:
        mailer = Smtp("127.0.0.1", box.port, FROM, "starttls", "us", SecretStr("secret"))
        with pytest.raises(CodeNotSent, match="SSLCertVerificationError"):
            mailer.send(TO, "件名", "本文")
        assert box.arrived == []

        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        mailer.send(TO, "件名", "本文")
        with pytest.raises(CodeNotSent):
            Smtp("127.0.0.1", box.port, FROM, "starttls", "us", SecretStr("other")).send(TO, "件名", "本文")
        with pytest.raises(CodeNotSent):
            Smtp("127.0.0.1", box.port, FROM, "none").send(TO, "件名", "本文")

    (arrived,) = box.arrived
    assert (arrived["subject"], arrived.get_content().strip(), arrived["to"]) == ("件名", "本文", TO)
    assert box.logins == [(b"us", b"secret")]


@pytest.mark.parametrize("tls_kind", ["starttls", "implicit"])
def test_where_there_is_no_tls_nothing_is_sent(tls_kind: str) -> None:
    with mail_server() as box:
        with pytest.raises(CodeNotSent) as failed:
            Smtp("127.0.0.1", box.port, FROM, tls_kind, timeout_s=2).send(TO, "s", "123456")  # type: ignore[arg-type]

        assert box.arrived == []
    assert TO not in str(failed.value)


def test_no_line_can_be_put_into_a_header() -> None:
    with mail_server() as box, pytest.raises(CodeNotSent):
        Smtp("127.0.0.1", box.port, FROM, "none").send(f"{TO}\nBcc: x@example.jp", "s", "t")


def test_where_nobody_listens_it_is_told() -> None:
    with mail_server() as box:
        port = box.port

    with pytest.raises(CodeNotSent, match="ConnectionRefusedError"):
        Smtp("127.0.0.1", port, FROM, "none").send(TO, "s", "t")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"smtp_host": ""}, "JOBUN_SMTP_HOST"),
        ({"smtp_from": ""}, "JOBUN_SMTP_FROM"),
        ({"smtp_tls": "none"}, "this machine alone"),
        ({"smtp_user": "us"}, "go together"),
        ({"smtp_password": "p"}, "go together"),
    ],
)
def test_what_is_missing_is_named(changed: dict[str, str], said: str, tmp_path: Path) -> None:
    given = {"verify_email": "on", "smtp_host": "mail.example.jp", "smtp_from": FROM, "home": str(tmp_path)}
    settings = Settings.read({f"JOBUN_{name.upper()}": value for name, value in {**given, **changed}.items()})

    with pytest.raises(SettingsWrong, match=said):
        codes_on(settings)


def test_by_default_nothing_is_asked_for(tmp_path: Path) -> None:
    settings = Settings.read({"JOBUN_HOME": str(tmp_path)})

    assert codes_on(settings) is None
    with pytest.raises(SettingsWrong):
        mailer_of(settings)
