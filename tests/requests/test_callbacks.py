"""What a target calls back is heard where it is the target's, and then asked for."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from pydantic import SecretStr

from bot.errors import CallbackRefused, TargetUnavailable
from bot.requests.adapters.callbacks import SIGNATURE, Callbacks, Certificates, callback_urls, sign_own
from bot.requests.adapters.http import Caller
from bot.requests.adapters.opendsr import OpenDsr
from tests.requests.servers.opendsr import KEY, OpenDsrServer

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
SECRET = SecretStr("c" * 32)
BASE = "https://here.example/callbacks"
DOMAIN = "processor.example"
RSA = rsa.generate_private_key(65_537, 2048)
OTHER = rsa.generate_private_key(65_537, 2048)
EC = ec.generate_private_key(ec.SECP256R1())


def a_certificate(key: Any = RSA, domain: str = DOMAIN, *, days: int = 30, names: bool = True) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, domain)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=30))
        .not_valid_after(NOW + timedelta(days=days))
    )
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(domain)]), critical=False)
    return builder.sign(key, None if isinstance(key, ed25519.Ed25519PrivateKey) else SHA256())


def tag_of(target: str, request: str) -> str:
    return callback_urls(BASE, SECRET, target)(request).rsplit("/", 1)[1]


def called(request: str, **changed: Any) -> bytes:
    """As an OpenDSR processor calls back."""
    given = {
        "controller_id": "3622",
        "expected_completion_time": "2026-12-26T12:00:00Z",
        "status_callback_url": callback_urls(BASE, SECRET, "opendsr")(request),
        "subject_request_id": request,
        "request_status": "completed",
        "results_url": None,
    }
    return json.dumps(given | changed).encode()


def signed_by(body: bytes, key: Any = RSA, domain: str = DOMAIN) -> dict[str, str]:
    signature = key.sign(body, padding.PKCS1v15(), SHA256()) if key is not EC else key.sign(body, ec.ECDSA(SHA256()))
    return {"X-OpenDSR-Processor-Domain": domain, "X-OpenDSR-Signature": b64encode(signature).decode()}


def an_opendsr(certificate: x509.Certificate | None = None) -> Callbacks:
    kept = certificate or a_certificate()
    return Callbacks(BASE, SECRET, "opendsr", certificate=lambda: kept, domain=DOMAIN, now=lambda: NOW)


@pytest.fixture
def request_id() -> str:
    return str(uuid4())


def test_an_address_is_for_one_request_at_one_target(request_id: str) -> None:
    urls = callback_urls(f"{BASE}/", SECRET, "drp")

    assert urls(request_id).startswith(f"{BASE}/drp/{request_id}/")
    others = [callback_urls(BASE, SECRET, "jobun")(request_id), callback_urls(BASE, SecretStr("d" * 32), "drp")(request_id)]
    tags = {url.rsplit("/", 1)[1] for url in (urls(request_id), urls(str(uuid4())), *others)}
    assert len(tags) == 4
    assert all(len(tag) == 32 for tag in tags)


@pytest.mark.parametrize("key", [RSA, EC], ids=["rsa", "ec"])
def test_a_processor_is_heard_by_its_signature(key: Any, request_id: str) -> None:
    body = called(request_id)

    heard = an_opendsr(a_certificate(key)).heard(request_id, tag_of("opendsr", request_id), signed_by(body, key), body)

    assert heard == request_id


def broken(headers: dict[str, str], **changed: str) -> dict[str, str]:
    return headers | {f"X-OpenDSR-{name}": value for name, value in changed.items()}


@pytest.mark.parametrize(
    ("headers", "certificate", "why"),
    [
        (lambda body: signed_by(body, OTHER), a_certificate(), "signature"),
        (lambda body: signed_by(body + b" "), a_certificate(), "signature"),
        (lambda body: broken(signed_by(body), Signature=""), a_certificate(), "signature"),
        (lambda body: broken(signed_by(body), Signature="not base64"), a_certificate(), "signature"),
        (signed_by, a_certificate(ed25519.Ed25519PrivateKey.generate()), "signature"),
        (lambda body: {}, a_certificate(), "domain"),
        (lambda body: signed_by(body, domain="other.example"), a_certificate(), "domain"),
        (signed_by, a_certificate(domain="other.example"), "another domain"),
        (signed_by, a_certificate(names=False), "another domain"),
        (signed_by, a_certificate(days=-1), "does not hold today"),
    ],
)
def test_who_is_not_the_processor_is_not_heard(
    headers: Callable[[bytes], dict[str, str]], certificate: x509.Certificate, why: str, request_id: str
) -> None:
    body = called(request_id)

    with pytest.raises(CallbackRefused, match=why):
        an_opendsr(certificate).heard(request_id, tag_of("opendsr", request_id), headers(body), body)


@pytest.mark.parametrize(
    "changed", [{"subject_request_id": str(uuid4())}, {"status_callback_url": "https://elsewhere.example/"}], ids=["id", "url"]
)
def test_what_a_processor_says_of_another_request_is_not_heard(changed: dict[str, str], request_id: str) -> None:
    body = called(request_id, **changed)

    with pytest.raises(CallbackRefused, match="another request"):
        an_opendsr().heard(request_id, tag_of("opendsr", request_id), signed_by(body), body)


def test_an_address_that_nobody_was_given_is_not_heard(request_id: str) -> None:
    body = called(request_id)

    for tag in ("", "0" * 32, tag_of("drp", request_id), tag_of("opendsr", str(uuid4())), "条"):
        with pytest.raises(CallbackRefused, match="tag"):
            an_opendsr().heard(request_id, tag, signed_by(body), body)


def test_our_own_is_heard_by_its_signature_for_five_minutes(request_id: str) -> None:
    body = json.dumps({"request_id": request_id, "status": "fulfilled"}).encode()
    tag = tag_of("jobun", request_id)

    def heard(signature: str, body: bytes = body, later_s: float = 0) -> str:
        callbacks = Callbacks(BASE, SECRET, "jobun", now=lambda: NOW + timedelta(seconds=later_s))
        return callbacks.heard(request_id, tag, {SIGNATURE.upper(): signature}, body)

    good = sign_own(body, SECRET, now=NOW)
    assert heard(good) == heard(good, later_s=300) == heard(good, later_s=-300) == request_id
    for signature, sent, later_s in (
        (good, body + b" ", 0),
        (good, body, 301),
        (good, body, -301),
        (sign_own(body, SecretStr("d" * 32), now=NOW), body, 0),
        (good.replace("t=1", "t=2"), body, 0),
        ("t=,v1=", body, 0),
        ("", body, 0),
        ("v1=条", body, 0),
    ):
        with pytest.raises(CallbackRefused):
            heard(signature, sent, later_s)


def test_our_own_about_another_request_is_not_heard(request_id: str) -> None:
    body = json.dumps({"request_id": str(uuid4()), "status": "fulfilled"}).encode()
    signed = {SIGNATURE: sign_own(body, SECRET, now=NOW)}

    with pytest.raises(CallbackRefused, match="another request"):
        Callbacks(BASE, SECRET, "jobun", now=lambda: NOW).heard(request_id, tag_of("jobun", request_id), signed, body)


def test_drp_is_heard_by_its_address_alone(request_id: str) -> None:
    callbacks, tag = Callbacks(BASE, SECRET, "drp"), tag_of("drp", request_id)

    assert callbacks.heard(request_id, tag, {}, b'{"request_id": "r1", "status": "fulfilled"}') == request_id
    body = json.dumps({"request_id": "r1", "agent_request_id": request_id, "status": "fulfilled"}).encode()
    assert callbacks.heard(request_id, tag, {}, body) == request_id
    for body in (b'{"request_id": "r1", "agent_request_id": "another", "status": "fulfilled"}', b"", b"[]", b"{"):
        with pytest.raises(CallbackRefused):
            callbacks.heard(request_id, tag, {}, body)


@pytest.fixture
def processor() -> Iterator[OpenDsrServer]:
    started = OpenDsrServer()
    yield started
    started.close()


def certificates(server: OpenDsrServer, **given: Any) -> Certificates:
    target = OpenDsr(Caller("opendsr", server.url), key=SecretStr(KEY))
    return Certificates(target, **{"now": lambda: NOW} | given)


def test_a_certificate_is_fetched_once_from_the_processor(processor: OpenDsrServer) -> None:
    certificate = a_certificate(domain="localhost")
    processor.certificate = (f"{processor.url}/cert.pem", certificate.public_bytes(Encoding.PEM))
    fetched = certificates(processor)

    assert fetched() == fetched() == certificate
    assert [call.parts for call in processor.calls] == [("discovery",), ("cert.pem",)]


def test_a_certificate_that_has_ended_is_fetched_again(processor: OpenDsrServer) -> None:
    processor.certificate = (f"{processor.url}/cert.pem", a_certificate(days=-1).public_bytes(Encoding.PEM))
    fetched = certificates(processor)
    fetched()
    renewed = a_certificate()
    processor.certificate = (f"{processor.url}/cert.pem", renewed.public_bytes(Encoding.PEM))

    assert fetched() == renewed


def test_a_certificate_from_elsewhere_has_to_be_given(processor: OpenDsrServer) -> None:
    given = a_certificate()

    with pytest.raises(CallbackRefused, match="give it by its file"):
        certificates(processor)()
    assert certificates(processor, given=given)() == given


def test_what_is_no_certificate_is_none(processor: OpenDsrServer) -> None:
    processor.certificate = (f"{processor.url}/cert.pem", b"-----BEGIN CERTIFICATE-----\n")

    with pytest.raises(CallbackRefused, match="cannot be read"):
        certificates(processor)()


def test_a_certificate_that_cannot_be_fetched_may_be_later(processor: OpenDsrServer) -> None:
    processor.certificate = (f"{processor.url}/cert.pem", a_certificate().public_bytes(Encoding.PEM))
    fetched = certificates(processor)
    processor.fail_next("unavailable", "GET", "cert.pem")

    with pytest.raises(TargetUnavailable):
        fetched()
    assert fetched()
