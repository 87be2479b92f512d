"""Keys, a small authority with a list of revoked certificates, and a time stamp server."""

import json
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from reportlab.pdfgen.canvas import Canvas

from evaluator.documents import signatures, signatures_reading
from evaluator.documents.signing import OfficeSigner
from evaluator.documents.signing_keys import Key
from evaluator.services import certifying
from evaluator.services.paper_facts import PaperFacts

SUBJECT = "Kepala BPS Kota Uji, BPS"


def new_private(kind="ec"):
    if kind == "rsa":
        return rsa.generate_private_key(65537, 2048)
    return ec.generate_private_key(ec.SECP256R1())


def name_of(common):
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, common),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "BPS"),
        ]
    )


def key_usage(**true):
    names = (
        *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
        *("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
    )
    return x509.KeyUsage(**{name: bool(true.get(name)) for name in names})


def certificate(
    private,
    common="Kepala BPS Kota Uji",
    *,
    start=None,
    end=None,
    issuer=None,
    usage=None,
    extra=(),
):
    """A certificate: self-signed, or by `issuer`, a pair of key and certificate."""
    now = datetime.now(UTC)
    signs = private if issuer is None else issuer[0]
    builder = (
        x509.CertificateBuilder()
        .subject_name(name_of(common))
        .issuer_name(name_of(common) if issuer is None else issuer[1].subject)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start or now - timedelta(days=1))
        .not_valid_after(end or now + timedelta(days=365))
        .add_extension(usage or key_usage(digital_signature=1, content_commitment=1), True)
    )
    for extension, critical in extra:
        builder = builder.add_extension(extension, critical)
    return builder.sign(signs, hashes.SHA256())


def a_key(kind="ec", **about):
    private = new_private(kind)
    return Key(private, certificate(private, **about), ())


def a_signer(kind="ec", **about):
    return OfficeSigner(a_key(kind, **about))


def as_file(key, passphrase="sandi", others=()):
    return pkcs12.serialize_key_and_certificates(
        b"kantor",
        key.private,
        key.own,
        list(others) or None,
        serialization.BestAvailableEncryption(passphrase.encode()),
    )


def a_paper(face):
    """A small PDF with what the check looks for: number in its title, code on its page."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(842, 595), invariant=1, pageCompression=1)
    canvas.setTitle(f"Piagam Penghargaan {face['number']}")
    canvas.drawString(100, 300, face["recipient"])
    canvas.drawString(100, 200, face["check_code"])
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


FACE = {
    "number": "B-1/33750/HM.310/2025",
    "recipient": "Dinas Pendidikan",
    "check_code": "7K3M-Q9TX-2B4C-8DPA",
}


def issue(city, now, draw=a_paper):
    """Issue the papers of the city's winners; gives their ids."""
    with city.installation.writes() as session:
        return certifying.issue(
            session,
            city["panitia"],
            now,
            city.period_id,
            design="resmi",
            draw=draw,
            files=city.installation.files,
            public_url="https://bps.example",
        )


def read_here(content, original=0):
    """As `read_paper`, without a process of its own; only for files made by the tests."""
    if not signatures._like_pdf(content):
        return PaperFacts(readable=False)
    found = signatures_reading.read(content, original)
    return signatures._facts(json.loads(json.dumps(found)))


class Authority:
    """Issues certificates, says by a list that none is revoked, and stamps times."""

    def __init__(self):
        self.private = new_private("rsa")
        self.own = certificate(
            self.private,
            "Otorita Uji",
            usage=key_usage(key_cert_sign=1, crl_sign=1),
            extra=[(x509.BasicConstraints(True, None), True)],
        )
        self.stamps, self.answers = 0, True
        handler = type("Handler", (_Handler,), {"authority": self})
        self.server = HTTPServer(("127.0.0.1", 0), handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.stamper = self._stamper()

    def close(self):
        self.server.shutdown()
        self.server.server_close()

    def issued(self, kind="rsa", common="Kepala BPS Kota Uji", extra=()):
        private = new_private(kind)
        point = x509.DistributionPoint(
            [x509.UniformResourceIdentifier(f"{self.address}/crl")], None, None, None
        )
        where = (x509.CRLDistributionPoints([point]), False)
        made = certificate(private, common, issuer=(self.private, self.own), extra=[where, *extra])
        return Key(private, made, (self.own,))

    def crl(self):
        now = datetime.now(UTC)
        return (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self.own.subject)
            .last_update(now - timedelta(hours=1))
            .next_update(now + timedelta(days=7))
            .sign(self.private, hashes.SHA256())
            .public_bytes(serialization.Encoding.DER)
        )

    def _stamper(self):
        from asn1crypto import keys
        from asn1crypto import x509 as asn1
        from pyhanko.sign.timestamps import DummyTimeStamper
        from pyhanko_certvalidator.registry import SimpleCertificateStore

        usage = (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True)
        own = self.issued("rsa", "Stempel Waktu Uji", extra=[usage])
        der = own.private.private_bytes(
            serialization.Encoding.DER,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        store = SimpleCertificateStore()
        store.register(asn1.Certificate.load(self.own.public_bytes(serialization.Encoding.DER)))
        return DummyTimeStamper(
            asn1.Certificate.load(own.own.public_bytes(serialization.Encoding.DER)),
            keys.PrivateKeyInfo.load(der),
            certs_to_embed=store,
        )


class _Handler(BaseHTTPRequestHandler):
    authority: Authority

    def do_GET(self):
        self._send("application/pkix-crl", self.authority.crl())

    def do_POST(self):
        from asn1crypto import tsp

        if not self.authority.answers:
            self.send_error(503)
            return
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.authority.stamps += 1
        answer = self.authority.stamper.request_tsa_response(tsp.TimeStampReq.load(body))
        self._send("application/timestamp-reply", answer.dump())

    def _send(self, kind, content):
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        """Keep the tests quiet."""
