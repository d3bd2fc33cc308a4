"""What targets call back: who says it is checked, and what they say is then asked for.

A callback is only ever a hint: it names the request whose state is to be asked of the target (`Target.state`). So one that is sent
again, or late, or in the wrong order can do no harm, and the Data Rights Protocol's, which is not signed, can be heard at all.

The address that a target is given for a request ends in a tag that only we can make. Besides, OpenDSR's are signed (its
specification, 8.6 to 8.8): base64 of the RSA (PKCS #1 v1.5) or ECDSA signature with SHA-256 over the body as it came, by the
certificate that the processor's discovery names, in ``X-OpenDSR-Signature``; ours with HMAC-SHA256 of the time and the body, in
``Jobun-Signature``.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from pydantic import BaseModel, SecretStr, ValidationError

from bot.errors import CallbackRefused
from bot.requests.adapters.http import Caller
from bot.requests.adapters.opendsr import OpenDsr

SIGNATURE: Final = "Jobun-Signature"
"""The header of our own callbacks: ``t=1795000000,v1=<64 hexadecimal digits>``."""

_TAG_CHARS: Final = 32
_FRESH_S: Final = 300


class _Heard(BaseModel):
    request_id: str = ""
    subject_request_id: str = ""
    agent_request_id: str | None = None
    status_callback_url: str | None = None


def callback_urls(base_url: str, key: SecretStr, target: str) -> Callable[[str], str]:
    """A function that gives the address for a request's id: ``<base_url>/<target>/<id>/<tag>``.

    An intake of ours that has the same key makes the same, with "jobun" for the target, and need not be told.
    """
    return lambda request_id: f"{base_url.rstrip('/')}/{target}/{request_id}/{_tag(key, target, request_id)}"


class Callbacks:
    """Checks what is called back about the requests given to one target."""

    def __init__(
        self,
        base_url: str,
        key: SecretStr,
        target: str,
        *,
        certificate: Callable[[], x509.Certificate] | None = None,
        domain: str = "",
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """``certificate`` and ``domain`` are those of an OpenDSR processor."""
        self._urls = callback_urls(base_url, key, target)
        self._key = key
        self._target = target
        self._certificate = certificate
        self._domain = domain
        self._now = now

    def heard(self, request_id: str, tag: str, headers: Mapping[str, str], body: bytes) -> str:
        """The id of the request whose state is to be asked for. ``headers`` may have any case.

        Raises:
            CallbackRefused: it is not from the target, or not about this request.
            TargetUnavailable: the processor's certificate could not be fetched.
        """
        if not hmac.compare_digest(tag.encode(), _tag(self._key, self._target, request_id).encode()):
            raise CallbackRefused("The tag is none of ours.")
        named = {name.lower(): value for name, value in headers.items()}
        # Nothing is read before it is known whose it is.
        if self._target == "opendsr":
            self._check_processor(named, body)
        elif self._target == "jobun":
            check_own(named.get(SIGNATURE.lower(), ""), body, self._key, now=self._now())
        try:
            told = _Heard.model_validate_json(body)
        except ValidationError:
            told = None
        if told is None or not self._is_about(told, request_id):
            raise CallbackRefused("It is about another request, or about none.")
        return request_id

    def _is_about(self, told: _Heard, request_id: str) -> bool:
        if self._target == "opendsr":
            return told.subject_request_id == request_id and told.status_callback_url in (None, self._urls(request_id))
        if self._target == "drp":
            return told.agent_request_id in (None, request_id)
        return told.request_id == request_id

    def _check_processor(self, headers: Mapping[str, str], body: bytes) -> None:
        if not self._certificate or headers.get("x-opendsr-processor-domain", "").lower() != self._domain.lower():
            raise CallbackRefused("It is not from the processor's domain.")
        certificate = self._certificate()
        if not certificate.not_valid_before_utc <= self._now() <= certificate.not_valid_after_utc:
            raise CallbackRefused("The processor's certificate does not hold today.")
        if self._domain.lower() not in _domains(certificate):
            raise CallbackRefused("The processor's certificate is for another domain.")
        try:
            signature = b64decode("".join(headers.get("x-opendsr-signature", "").split()), validate=True)
            _verify(certificate, signature, body)
        except (NotBase64, ValueError, InvalidSignature):
            signature = None
        if signature is None:
            raise CallbackRefused("The signature is not the processor's.")


def sign_own(body: bytes, key: SecretStr, *, now: datetime) -> str:
    """What `SIGNATURE` says of a body that we call back with."""
    at = str(int(now.timestamp()))
    return f"t={at},v1={_hmac(key, at.encode() + b'.' + body)}"


def check_own(signature: str, body: bytes, key: SecretStr, *, now: datetime) -> None:
    """Raises `CallbackRefused` where a body was not signed with the key, or not within five minutes of now."""
    parts = dict(part.strip().partition("=")[::2] for part in signature.split(","))
    at = parts.get("t", "")
    expected = _hmac(key, at.encode() + b"." + body)
    if not hmac.compare_digest(parts.get("v1", "").encode(), expected.encode()):
        raise CallbackRefused("The signature is not that of the intake.")
    if not at.isdecimal() or abs(now.timestamp() - int(at)) > _FRESH_S:
        raise CallbackRefused("The signature is too old.")


class Certificates:
    """The certificate of an OpenDSR processor: a given one, or the one that its discovery names at its own address."""

    def __init__(
        self,
        processor: OpenDsr,
        *,
        given: x509.Certificate | None = None,
        timeout_s: float = 20.0,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """One that is not ``given`` is looked for at the processor's address."""
        self._processor = processor
        self._base = urlsplit(processor.http.base_url)
        self._given = given
        self._kept: x509.Certificate | None = None
        self._timeout_s = timeout_s
        self._now = now

    def __call__(self) -> x509.Certificate:
        """The certificate. Raises `CallbackRefused` where none can be trusted, `TargetUnavailable` where it cannot be fetched."""
        if self._given is not None:
            return self._given
        if self._kept is None or self._kept.not_valid_after_utc < self._now():
            discovered = self._processor.discovery()
            at = urlsplit(discovered.processor_certificate if discovered else "")
            # Whoever answers at the processor's own address speaks for it; one from elsewhere has to be given.
            if (at.scheme, at.netloc) != (self._base.scheme, self._base.netloc):
                raise CallbackRefused("The processor's certificate is not at its own address; give it by its file.")
            http = Caller("opendsr", f"{at.scheme}://{at.netloc}", timeout_s=self._timeout_s)
            body = http.call("GET", at.path).judged().body
            try:
                self._kept = x509.load_pem_x509_certificate(body)
            except ValueError:
                raise CallbackRefused("The processor's certificate cannot be read.") from None
        return self._kept


def _tag(key: SecretStr, target: str, request_id: str) -> str:
    return _hmac(key, f"callback\n{target}\n{request_id}".encode())[:_TAG_CHARS]


def _hmac(key: SecretStr, message: bytes) -> str:
    return hmac.new(key.get_secret_value().encode(), message, hashlib.sha256).hexdigest()


def _domains(certificate: x509.Certificate) -> set[str]:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return set()
    return {name.lower() for name in names.get_values_for_type(x509.DNSName)}


def _verify(certificate: x509.Certificate, signature: bytes, body: bytes) -> None:
    """Raises `InvalidSignature` where it is not the certificate's."""
    match certificate.public_key():
        case RSAPublicKey() as key:
            key.verify(signature, body, PKCS1v15(), SHA256())
        case EllipticCurvePublicKey() as key:
            key.verify(signature, body, ECDSA(SHA256()))
        case _:
            raise InvalidSignature
