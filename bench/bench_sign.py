"""Times signatures of a drawn certificate, per core, by RSA-2048 and P-256.

    PYTHONPATH=. .venv/bin/python bench/bench_sign.py

Prints signatures per CPU second beside pyHanko's own signer, which opens the key for
each signature, and ends with 1 where the office's signer is slower than 80 a second. Also how
long a stranger's file takes to be read, in a process of its own as on the check page.
"""

import sys
import time
from collections.abc import Callable
from io import BytesIO

from asn1crypto import keys, x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf
from pyhanko_certvalidator.registry import SimpleCertificateStore

from evaluator.documents.certificate import draw
from evaluator.documents.signatures import read_paper
from evaluator.documents.signing import OfficeSigner
from evaluator.documents.signing_keys import Key
from tests.documents.examples import FACE
from tests.signing import a_key, read_here

ROUNDS, LIMIT = 100, 80


def stock(key: Key) -> Callable[[bytes], bytes]:
    """pyHanko as it comes."""
    private = key.private.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    signer = SimpleSigner(
        x509.Certificate.load(key.own.public_bytes(serialization.Encoding.DER)),
        keys.PrivateKeyInfo.load(private),
        SimpleCertificateStore(),
    )
    about = PdfSignatureMetadata(
        field_name="Sig", md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES
    )
    return lambda paper: bytes(
        sign_pdf(IncrementalPdfFileWriter(BytesIO(paper)), about, signer=signer).getvalue()
    )


def rate(sign: Callable[[bytes], bytes], paper: bytes, rounds: int) -> float:
    sign(paper)
    start = time.process_time()
    for _ in range(rounds):
        sign(paper)
    return rounds / (time.process_time() - start)


def seconds(read: Callable[[bytes], object], content: bytes) -> float:
    read(content)
    start = time.perf_counter()
    for _ in range(ROUNDS // 10):
        read(content)
    return (time.perf_counter() - start) / (ROUNDS // 10)


def main() -> None:
    paper, slow = draw([FACE]), False
    for name, kind in (("RSA-2048", "rsa"), ("P-256", "ec")):
        key = a_key(kind)
        own = rate(OfficeSigner(key).sign, paper, ROUNDS)
        plain = rate(stock(key), paper, ROUNDS // 4)
        added = len(OfficeSigner(key).sign(paper)) - len(paper)
        print(
            f"{name}: {own:.0f} signatures a CPU second, {own / plain:.1f} times pyHanko's own "
            f"signer; {added} bytes added to {len(paper)}"
        )
        slow = slow or own < LIMIT
    signed = OfficeSigner(a_key("rsa")).sign(paper)
    for about, read in (("in a process of its own", read_paper), ("alone", read_here)):
        print(f"a signed file read {about}: {1000 * seconds(read, signed):.0f} ms")
    print(f"limit: {LIMIT} a second")
    sys.exit(slow)


if __name__ == "__main__":
    main()
