"""The minutes of a plenary (berita acara): A4 portrait, ready to be signed."""

from collections.abc import Iterator, Sequence

from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, PageBreak, Spacer

from evaluator.documents.minutes_frame import ROOM, Margins, letterhead, printed, table
from evaluator.documents.prose import heading, laid_out, paragraph
from evaluator.services.plenary_annex import CategoryFacts
from evaluator.services.plenary_minutes import AwardFacts, MinutesFacts

_UNNUMBERED = "……………………"
_DIGEST = 16


def draw(facts: MinutesFacts, logo: bytes | None = None) -> bytes:
    """Print the minutes; the same facts give the same bytes.

    What was decided comes first, down to the signatures; the weights and the full rankings
    that it rests on follow as an annex. Text is shown as typed; characters that no font here
    can show are named in brackets.
    """
    number = facts.number or _UNNUMBERED
    margins = Margins(
        title=f"Berita Acara {number}",
        left=f"Berita Acara Rapat Pleno Nomor {number}",
        right=facts.office,
        foot=f"Sidik hasil {facts.result_digest[:_DIGEST]} · {facts.period}",
        mark=facts.mark,
    )
    story = [
        *letterhead(facts.office, facts.address, logo),
        *_opening(facts, number),
        *_attendance(facts),
        *_recusals(facts),
        *_awards(facts.awards),
        *_notes(facts),
        *_signatures(facts),
        PageBreak(),
        paragraph("Lampiran", "unit"),
        paragraph(f"Berita Acara Rapat Pleno Nomor {number}", "bold"),
        *_grounds(facts.awards),
        *(part for one in facts.categories for part in _category(one)),
        *_proof(facts),
    ]
    return printed(margins, story)


def _opening(facts: MinutesFacts, number: str) -> Iterator[Flowable]:
    yield paragraph("Berita Acara Rapat Pleno Penetapan Penerima Penghargaan", "unit")
    yield paragraph(f"Nomor: {number}", "bold")
    yield Spacer(0, 8)
    times = f" {facts.times}," if facts.times else ""
    yield paragraph(
        f"Pada hari {facts.held_on},{times} bertempat di {facts.place}, telah diadakan rapat pleno "
        f"penetapan penerima penghargaan {facts.event} atas hasil {facts.period}."
    )
    if facts.agenda:
        yield Spacer(0, 4)
        yield _kept(paragraph("Acara rapat:", "bold"))
        yield paragraph(facts.agenda)


def _attendance(facts: MinutesFacts) -> Iterator[Flowable]:
    yield from heading("Kehadiran")
    rows = [
        [f"{name}\nNIP {nip}" if nip else name, *others] for name, nip, *others in facts.attendance
    ]
    if not rows:
        yield paragraph("Belum ada anggota yang dicatat.", "quiet")
        return
    heads = ["Nama", "Jabatan", "Tugas dalam sidang", "Kehadiran"]
    yield table(heads, rows, [ROOM * part for part in (0.36, 0.3, 0.2, 0.14)])
    yield Spacer(0, 4)
    yield paragraph(facts.attended)


def _recusals(facts: MinutesFacts) -> Iterator[Flowable]:
    yield from heading("Pengunduran diri")
    if not facts.member_recusals and not facts.assessor_recusals:
        yield paragraph("Tidak ada anggota pleno atau penilai yang mengundurkan diri.")
        return
    rows = [[name, "Anggota pleno", where, why] for name, where, why in facts.member_recusals]
    rows += [
        [name, "Penilai", f"{category}: {unit}", why]
        for category, unit, name, why in facts.assessor_recusals
    ]
    heads = ["Nama", "Sebagai", "Untuk", "Alasan"]
    yield table(heads, rows, [ROOM * part for part in (0.25, 0.14, 0.31, 0.3)])


def _category(facts: CategoryFacts) -> Iterator[Flowable]:
    yield from heading(f"Kategori {facts.title}")
    yield paragraph(f"Rubrik: {facts.rubric}, versi {facts.version}")
    yield paragraph(f"Dasar: {facts.legal_basis}")
    yield paragraph(f"Sidik rubrik: {facts.digest}", "quiet")
    yield Spacer(0, 5)
    weights = [[w.code, w.name, w.weight, w.share] for w in facts.weights]
    widths = [ROOM * part for part in (0.18, 0.52, 0.15, 0.15)]
    heads = ["Kode", "Bagian dan indikator", "Bobot (persen)", "Dari seluruhnya"]
    depths = [w.depth for w in facts.weights]
    yield table(heads, weights, widths, right=(2, 3), depths=depths)
    yield Spacer(0, 8)
    panel = [[name, count] for name, count in facts.panel] or [["–", "0"]]
    yield table(["Penilai", "Lembar"], panel, [ROOM * 0.85, ROOM * 0.15], right=(1,))
    yield Spacer(0, 8)
    ranking = [list(row) for row in facts.ranking]
    widths = [ROOM * part for part in (0.14, 0.5, 0.14, 0.22)]
    heads = ["Peringkat", "Unit", "Nilai", "Predikat"]
    yield table(heads, ranking, widths, right=(2,))
    yield Spacer(0, 5)
    if facts.ties:
        yield paragraph("Nilai yang sama dan cara memisahkannya:", "bold")
        yield from (paragraph(f"{unit}: {how}", "bullet", "•") for unit, how in facts.ties)
    else:
        yield paragraph("Tidak ada nilai yang sama.", "quiet")


def _awards(awards: Sequence[AwardFacts]) -> Iterator[Flowable]:
    yield from heading("Keputusan")
    for award in awards:
        yield Spacer(0, 6)
        yield _kept(paragraph(f"{award.category}: {award.title}", "bold"))
        yield _kept(paragraph(f"Putusan: {award.outcome}."))
        yield from _listed("Diputuskan", award.decided)
        if award.departure:
            yield paragraph(f"Alasan pleno: {award.departure}")
        yield from _listed("Tidak memenuhi syarat rubrik, tetapi dipilih pleno", award.breaches)
        yield from _listed("Tidak ikut memutuskan", award.aside)
        if award.chair:
            yield paragraph(f"Pimpinan sidang untuk putusan ini: {award.chair}", "quiet")
        if award.departure:
            yield from _listed("Usulan menurut rubrik", award.proposed, "quiet")
    if not awards:
        yield paragraph("Rubrik tidak memberi penghargaan.", "quiet")


def _grounds(awards: Sequence[AwardFacts]) -> Iterator[Flowable]:
    """What the rubric proposed for each award, and why."""
    told = [award for award in awards if award.proposed or award.passed]
    if told:
        yield from heading("Usulan menurut rubrik dan alasannya")
    for award in told:
        yield Spacer(0, 6)
        yield _kept(paragraph(f"{award.category}: {award.title}", "bold"))
        yield from _listed("Diusulkan", award.proposed, "quiet")
        yield from _listed("Alasan usulan", award.reasons, "quiet")
        yield from _listed("Dilewati", award.passed, "quiet")
        yield from _listed("Kepastian peringkat", award.sureness, "quiet")


def _listed(title: str, lines: Sequence[str], kind: str = "text") -> Iterator[Flowable]:
    if not lines:
        return
    yield _kept(paragraph(f"{title}:", kind))
    yield from (paragraph(line, "check" if kind == "quiet" else "bullet", "•") for line in lines)


def _kept(part: Flowable) -> Flowable:
    """Never at the foot of a page without what it heads."""
    part.keepWithNext = 1
    return part


def _notes(facts: MinutesFacts) -> Iterator[Flowable]:
    if facts.notes:
        yield from heading("Catatan rapat")
        yield paragraph(facts.notes)


def _proof(facts: MinutesFacts) -> Iterator[Flowable]:
    yield from heading("Sidik")
    yield paragraph(f"Sidik hasil: {facts.result_digest}", "quiet")
    yield paragraph(f"Jejak audit: {facts.log_head}", "quiet")
    yield Spacer(0, 4)
    yield paragraph(
        "Sidik hasil dihitung dari seluruh nilai dan usulan. Jejak audit memuat setiap perubahan "
        "sampai rapat ini ditutup; keduanya dapat diperiksa ulang di aplikasi.",
        "quiet",
    )


def _signatures(facts: MinutesFacts) -> Iterator[Flowable]:
    yield CondPageBreak(200)
    yield Spacer(0, 12)
    yield paragraph(
        "Demikian berita acara ini dibuat dengan sebenarnya untuk dipergunakan sebagaimana "
        "mestinya. Alasan usulan, bobot rubrik, dan peringkat lengkap tercantum dalam lampiran."
    )
    yield from heading("Tanda tangan", needed=150)
    blocks = [
        [
            paragraph(duty),
            Spacer(0, 44),
            paragraph(name, "bold"),
            *([paragraph(f"NIP {nip}", "quiet")] if nip else []),
            paragraph(position, "quiet"),
        ]
        for duty, name, nip, position in facts.signers
    ]
    if not blocks:
        yield paragraph("Belum ada anggota yang hadir.", "quiet")
    for first in range(0, len(blocks), 2):
        pair = blocks[first : first + 2]
        row = [[*pair, *[[]] * (2 - len(pair))]]
        yield KeepTogether([laid_out(row, [ROOM / 2, ROOM / 2], padding=(0, 0, 14))])
