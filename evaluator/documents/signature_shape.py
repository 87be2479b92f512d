"""The outer shape of a signature: what no validation looks at, but a byte of it can be changed."""

from typing import Any

_BARE = (b"", b"\x05\x00")
"""Parameters of a digest algorithm: none, or the null that stands for none (RFC 5754)."""


def is_as_written(der: bytes) -> bool:
    """Whether a CMS signature stands in the one way in which its signer wrote it (RFC 5652).

    Versions, names of algorithms and lengths are said more than once in a signature and
    proved by none of its values; here each must be the one that follows from the others.
    """
    from asn1crypto.cms import ContentInfo

    try:
        whole = ContentInfo.load(der, strict=True)
        return bool(whole.dump(force=True) == der and _agrees(whole))
    except (ValueError, TypeError, KeyError):
        return False


def _agrees(whole: Any) -> bool:
    if whole["content_type"].native != "signed_data":
        return False
    data = whole["content"]
    (signer,) = data["signer_infos"]
    by_key = signer["sid"].name == "subject_key_identifier"
    version = "v3" if by_key else "v1"
    return bool(
        data["encap_content_info"]["content_type"].native == "data"
        and data["version"].native == version
        and signer["version"].native == version
        and signer["digest_algorithm"]["parameters"].dump() in _BARE
        and (by_key or _names_its_certificate(data, signer["sid"].chosen))
        and [one.dump() for one in data["digest_algorithms"]] == [signer["digest_algorithm"].dump()]
    )


def _names_its_certificate(data: Any, signer: Any) -> bool:
    """Whether the signer's certificate is named as it names its issuer, letter for letter."""
    held = [one.chosen for one in data["certificates"] if one.name == "certificate"]
    named = (signer["issuer"].dump(), signer["serial_number"].native)
    return named in [(one.issuer.dump(), one.serial_number) for one in held]
