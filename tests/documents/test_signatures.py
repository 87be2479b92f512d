"""A file that anybody may hand in is read in little room and time, and told plainly."""

import zlib

import pytest
from asn1crypto.cms import ContentInfo
from asn1crypto.parser import peek

from evaluator.documents import signatures
from evaluator.documents.signature_shape import is_as_written
from evaluator.documents.signatures import read_paper
from evaluator.services.paper_facts import PaperFacts
from tests.signing import FACE, a_paper, a_signer, read_here

PAPER = a_paper(FACE)
SIGNED = a_signer().sign(PAPER)
UNREADABLE = PaperFacts(readable=False)


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """A machine that tests much at once may be slow; what a file may cost is bounded elsewhere."""
    monkeypatch.setattr(signatures, "SECONDS", 60)


def pdf(objects, trailer=b"/Root 1 0 R"):
    """A PDF of numbered objects, with a right cross-reference table."""
    content, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    tail = b"trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, len(content))
    return content + head + tail


def stream(body, extra=b""):
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(body), extra, body)


def with_pages(page, *more):
    return [b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            page, *more]  # fmt: skip


def form_of(signature):
    """A form with one field, signed by whatever stands between the brackets."""
    return [
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] /SigFlags 3 >> >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R >>",
        b"<< /FT /Sig /T (a) /V 5 0 R >>",
        b"<< /Type /Sig /SubFilter /ETSI.CAdES.detached /ByteRange [0 9 20 9] /Contents <%s> >>"
        % signature,
    ]


def bomb():
    """A page whose content unpacks to a gigabyte."""
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(1 << 20)) for _ in range(1024)) + packer.flush()
    twice = zlib.compress(packed, 9)
    filters = b"/Filter [/FlateDecode /FlateDecode]"
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>"
    return pdf(with_pages(page, stream(twice, filters)))


def test_what_a_paper_says_of_itself_is_found():
    facts = read_paper(SIGNED)
    assert (facts.readable, facts.pages) == (True, 1)
    assert facts.codes == (FACE["check_code"],) and facts.numbers == (FACE["number"],)
    assert [one.holds for one in facts.signatures] == [True]
    assert read_paper(PAPER).signatures == ()


def test_reading_in_a_process_of_its_own_finds_the_same():
    assert read_paper(SIGNED, len(PAPER)) == read_here(SIGNED, len(PAPER))


@pytest.mark.parametrize(
    "content",
    [b"", b"\x89PNG\r\n", b"%PDF-", b"%PDF-1.7\n" + b"\0" * 1000, b"%PDF-1.7\n" + b"<<" * 200_000],
)
def test_what_is_no_pdf_is_not_read(content):
    assert read_paper(content) == UNREADABLE


def test_a_file_that_is_too_large_is_not_opened():
    assert read_paper(PAPER + b"\0" * (5 * 1024 * 1024)) == UNREADABLE


def test_a_file_under_a_password_is_not_read():
    from io import BytesIO

    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(BytesIO(PAPER)))
    writer.encrypt("rahasia", algorithm="RC4-128")
    locked = BytesIO()
    writer.write(locked)
    facts = read_paper(locked.getvalue())
    assert (facts.readable, facts.codes, facts.signatures) == (False, (), ())


@pytest.mark.parametrize(
    "content",
    [
        bomb(),
        pdf(with_pages(b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 99999999 >>")),
        pdf(with_pages(b"<< /Type /Page /Parent 3 0 R /Contents 4 0 R >>", b"4 0 R")),
        pdf(with_pages(b"[" * 5000 + b"]" * 5000)),
        pdf(with_pages(b"<< /Type /Page >>", *[b"9"] * 100_000)),
        pdf(with_pages(b"<< /Type /Page >>")).replace(b"trailer\n<<", b"trailer\n<< /Prev 148"),
        pdf(form_of(b"30" * 1_000_000)),
        pdf(form_of(b"3080" * 500_000)),
    ],
    ids=[
        *("bomb", "own parent", "own content", "nested", "many objects", "table loop"),
        *("huge signature", "nested signature"),
    ],
)
def test_a_hostile_file_ends_without_a_signature_and_without_harm(content):
    assert len(content) < signatures.MOST_BYTES
    facts = read_paper(content)
    assert facts.signatures == () and facts.codes == ()


def test_a_file_broken_in_the_middle_still_tells_its_number():
    broken = PAPER.replace(b"startxref", b"-").replace(b"/Root", b"/Toor").replace(b"/Page", b"/P")
    assert read_paper(broken) == PaperFacts(
        readable=False,
        numbers=(FACE["number"],),
        title=f"Piagam Penghargaan {FACE['number']}",
    )


def test_a_file_whose_first_bytes_are_broken_still_tells_whose_it_was():
    facts = read_paper(b"XXXX" + PAPER[4:])
    assert FACE["number"] in facts.numbers and facts.codes == (FACE["check_code"],)


def changed(place, value):
    content = bytearray(SIGNED)
    content[place : place + len(value)] = value
    return bytes(content)


def test_a_change_in_the_gap_that_no_signature_covers_is_noticed_too():
    """Its spare zeros could hold anything, and the case of its digits something else."""
    gap = SIGNED.index(b"<3082")
    spare = SIGNED.index(b"0>", gap)
    letter = next(n for n in range(gap, spare) if SIGNED[n : n + 1].isalpha())
    other_case = changed(letter, SIGNED[letter : letter + 1].swapcase())
    for content in (changed(spare, b"1"), other_case):
        assert [one.holds for one in read_here(content).signatures] == [False]


def test_only_signatures_may_have_been_added_to_the_original():
    assert read_here(SIGNED, len(PAPER)).only_signed is True
    assert read_here(a_signer().sign(with_other_content(PAPER)), len(PAPER)).only_signed is False


def with_other_content(paper):
    """The same first bytes, and an update after them that draws something else."""
    from io import BytesIO

    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(BytesIO(paper))
    page = writer.root["/Pages"]["/Kids"][0]
    drawn = page["/Contents"]
    drawn._data, drawn._encoded_data = drawn.data + b" 0 0 99 99 re f", None
    writer.mark_update(page.raw_get("/Contents"))
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_neither_keys_nor_settings_reach_the_process_that_reads(monkeypatch):
    monkeypatch.setenv("EVALUATOR_SIGNING_PASSPHRASE", "sandi-rahasia")
    monkeypatch.setenv("EVALUATOR_DATABASE_URL", "postgresql://u:p@h/d")
    assert not [name for name in signatures._environment() if name.startswith("EVALUATOR")]


def _der(signed):
    start = signed.index(b"/Contents <") + 11
    whole = bytes.fromhex(signed[start : signed.index(b">", start)].decode())
    return whole[: peek(whole)]


def _swap(der, was, now):
    assert der.count(was)
    return der.replace(was, now, 1)


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (b"\x02\x01\x01\x31", b"\x02\x01\x03\x31"),  # the version of the signed data
        (b"\x31\x0f\x30\x0d\x06\x09", b"\x31\x0f\x30\x0d\x0d\x09"),  # what kind an algorithm is
        (b"\x04\x02\x01\x05\x00", b"\x04\x02\x02\x05\x00"),  # SHA-384 named for SHA-256
        (b"\x04\x02\x01\x05\x00", b"\x04\x02\x01\x04\x00"),  # other parameters than none
    ],
)
def test_what_no_validation_looks_at_still_stands_in_one_way_only(was, now):
    der = _der(SIGNED)
    assert is_as_written(der)
    assert not is_as_written(_swap(der, was, now))


def test_a_signer_named_in_other_capitals_is_not_as_written():
    der = _der(SIGNED)
    sid = ContentInfo.load(der)["content"]["signer_infos"][0]["sid"].dump()
    at = der.rindex(sid)
    assert not is_as_written(der[:at] + sid.swapcase() + der[at + len(sid) :])
