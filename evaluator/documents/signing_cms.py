"""A pyHanko signer made for many papers: the key is opened, and what never differs encoded, once.

pyHanko's own signer opens the key for each signature and encodes its structures anew at
each look at them, which takes several times as long as signing.
"""

from functools import cached_property
from typing import Any

from asn1crypto.cms import CMSAttributes, ContentInfo, ContentType
from asn1crypto.parser import emit
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from evaluator.documents.signing_keys import Key

_BLANK = bytes(range(100, 132))  # stands for a paper's SHA-256 until it is known
_OWN, _CONTEXT, _BUILT = 0, 2, 1  # ASN.1: universal or context class, constructed
_SEQUENCE, _SET = 16, 17


class OfficeCms(Signer):
    """Signs digests with one opened key, always by SHA-256."""

    def __init__(self, key: Key) -> None:
        store: Any = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register_multiple([as_asn1(one) for one in key.others])
        super().__init__(signing_cert=as_asn1(key.own), cert_registry=store)
        self._private = key.private
        self._attributes: bytes | None = None

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        if isinstance(self._private, rsa.RSAPrivateKey):
            return self._private.sign(data, padding.PKCS1v15(), hashes.SHA256())
        return self._private.sign(data, ec.ECDSA(hashes.SHA256()))

    async def signed_attrs(self, data_digest: bytes, *rest: Any, **about: Any) -> Any:
        """What is signed: of it only the paper's digest differs from paper to paper."""
        if self._attributes is None:
            self._attributes = (await super().signed_attrs(_BLANK, *rest, **about)).dump()
        return CMSAttributes.load(self._attributes.replace(_BLANK, data_digest))

    def _package_signature(
        self, *, digest_algorithm: str, signed_attrs: Any, signature: bytes, unsigned_attrs: Any,
        **_fixed: Any,
    ) -> Any:  # fmt: skip
        signer = self.signer_info(digest_algorithm, signed_attrs, signature)
        if unsigned_attrs is not None:
            signer["unsigned_attrs"] = unsigned_attrs
        signed = _sequence(
            signer["version"].dump(),
            emit(_OWN, _BUILT, _SET, signer["digest_algorithm"].dump()),
            _sequence(ContentType("data").dump()),
            self._certificates,
            emit(_OWN, _BUILT, _SET, signer.dump()),
        )
        whole = emit(_CONTEXT, _BUILT, 0, signed)
        return ContentInfo.load(_sequence(ContentType("signed_data").dump(), whole))

    @cached_property
    def _certificates(self) -> bytes:
        """The own certificate and those that lead from it to a root, without the root."""
        others = [one for one in self.cert_registry if one.self_signed == "no"]
        wanted = {one.dump() for one in (self.signing_cert, *others)}
        return bytes(emit(_CONTEXT, _BUILT, 0, b"".join(sorted(wanted))))


def as_asn1(own: x509.Certificate) -> Any:
    """The same certificate, as pyHanko takes it."""
    return Certificate.load(own.public_bytes(Encoding.DER))


def _sequence(*parts: bytes) -> bytes:
    return bytes(emit(_OWN, _BUILT, _SEQUENCE, b"".join(parts)))
