"""Who is invited to an activity and who came: choosing, writing to them, ticking, striking out."""

from itertools import groupby
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import force_locale, ngettext
from flask_babel import gettext as _
from markupsafe import Markup

from evaluator.services import (
    activities,
    activity_invitations,
    activity_letters,
    attendance,
    attendance_certificates,
)
from evaluator.services.activity_views import ActivityView, InvitedView
from evaluator.services.activity_words import event_words
from evaluator.services.attendance import Came
from evaluator.services.offices import office_view
from evaluator.services.permissions import Action, allows
from evaluator.services.problems import NotFound, Refused
from evaluator.web.drawing import download, shown
from evaluator.web.forms.activities import (
    InvitedForm,
    InviteForm,
    LettersForm,
    ReasonForm,
    WithdrawForm,
)
from evaluator.web.forms.admin_saving import saving, status_of
from evaluator.web.language import day, label, time, translate
from evaluator.web.request import actor, allowed, db, now, public_url
from evaluator.web.uploads import keep

bp = Blueprint("activities_people", __name__, url_prefix="/kegiatan")
_ROOM_TO_SIGN = "\n\n\n"


@bp.route("/<int:activity_id>/undang", methods=["GET", "POST"])
@allowed(Action.HOST)
def invite(activity_id: int) -> Any:
    """Choose units by hand, by group or by kind."""
    view = activities.open_activity(db(), actor(), now(), activity_id)
    choices = activity_invitations.invitation_choices(db(), actor(), activity_id)
    form = InviteForm(level=view.level)
    form.offer(choices)
    if form.validate_on_submit():
        with saving(form, db()):
            count = activity_invitations.invite(
                db(), actor(), now(), activity_id, form.unit_ids.data or (),
                kinds=form.kinds.data or (), group_ids=form.group_ids.data or (),
                level=form.level.data or "",
            )  # fmt: skip
            flash(ngettext("%(num)s unit diundang.", "%(num)s unit diundang.", count), "success")
            return redirect(url_for("activities.page", activity_id=activity_id))
    left = [one for one in choices.units if not one.invited]
    kinds = [(kind, list(units)) for kind, units in groupby(left, lambda one: one.kind)]
    groups = {one.id: sorted(one.unit_ids) for one in choices.groups}
    page = render_template(
        "activities/invite.html", form=form, view=view, kinds=kinds, groups=groups
    )
    return page, status_of(form)


@bp.route("/undangan/<int:invited_id>", methods=["GET", "POST"])
@allowed(Action.HOST)
def invited(invited_id: int) -> Any:
    """Change what is asked of one unit, accept its absence, write down what it gained."""
    own = activities.open_invited(db(), actor(), now(), invited_id)
    form = InvitedForm(obj=own)
    form.offer()
    if form.validate_on_submit():
        with saving(form, db()):
            activity_invitations.change_invited(
                db(), actor(), now(), invited_id, version=form.version.data or 0,
                level=form.level.data or "", excuse=form.excuse.data, outcome=form.outcome.data,
            )  # fmt: skip
            flash(_("Undangan %(unit)s sudah disimpan.", unit=own.unit), "success")
            return redirect(url_for("activities.page", activity_id=own.activity_id))
    view = activities.open_activity(db(), actor(), now(), own.activity_id)
    page = render_template("activities/invited.html", form=form, own=own, view=view)
    return page, status_of(form)


@bp.post("/undangan/<int:invited_id>/tarik")
@allowed(Action.HOST)
def uninvite(invited_id: int) -> Any:
    """Take an invitation back."""
    own = activities.open_invited(db(), actor(), now(), invited_id)
    name = activity_invitations.uninvite(db(), actor(), now(), invited_id)
    flash(_("Undangan %(unit)s ditarik.", unit=name), "success")
    return redirect(url_for("activities.page", activity_id=own.activity_id))


@bp.route("/<int:activity_id>/tarik-undangan", methods=["GET", "POST"])
@allowed(Action.HOST)
def withdraw(activity_id: int) -> Any:
    """Take several invitations back, of units for which nobody was noted."""
    view = activities.open_activity(db(), actor(), now(), activity_id)
    left = [one for one in view.invited if not one.people]
    form = WithdrawForm()
    form.offer(left)
    if form.validate_on_submit():
        kinds = form.kinds.data or ()
        alike = (one.id for one in left if one.bare and one.kind in kinds)
        chosen = {*(form.invited_ids.data or ()), *alike}
        with saving(form, db()):
            count = activity_invitations.uninvite_many(db(), actor(), now(), activity_id, chosen)
            said = ngettext("%(num)s undangan ditarik.", "%(num)s undangan ditarik.", count)
            flash(said, "success")
            return redirect(url_for("activities.page", activity_id=activity_id))
    kinds_left = [(kind, list(units)) for kind, units in groupby(left, lambda one: one.kind)]
    page = render_template("activities/withdraw.html", form=form, view=view, kinds=kinds_left)
    return page, status_of(form)


@bp.route("/<int:activity_id>/surat", methods=["GET", "POST"])
@allowed(Action.HOST)
def letters(activity_id: int) -> Any:
    """Show whom a letter would reach, and put the letters into the outbox."""
    view = activities.open_activity(db(), actor(), now(), activity_id)
    form = LettersForm()
    if form.validate_on_submit():
        with saving(form, db()):
            count = activity_letters.queue_letters(
                db(), actor(), now(), activity_id, public_url=public_url(),
                extra=form.extra.data, again=form.again.data,
            )  # fmt: skip
            said = ngettext(
                "%(num)s surat masuk ke kotak keluar.",
                "%(num)s surat masuk ke kotak keluar.",
                count,
            )
            flash(_with_outbox(said), "success")
            return redirect(url_for("activities.page", activity_id=activity_id))
    plan = activity_letters.plan_letters(
        db(), actor(), activity_id, public_url=public_url(), extra=form.extra.data or ""
    )
    arranges = allows(actor(), Action.ARRANGE)
    page = render_template(
        "activities/letters.html", form=form, view=view, plan=plan, arranges=arranges
    )
    return page, status_of(form)


@bp.route("/<int:activity_id>/kehadiran", methods=["GET", "POST"])
@allowed(Action.HOST)
def tick(activity_id: int) -> Any:
    """Tick who came, unit by unit; names and levels where they are known."""
    view = activities.open_activity(db(), actor(), now(), activity_id)
    problem = None
    if request.method == "POST":
        try:
            count = attendance.note_attendance(db(), actor(), now(), activity_id, _ticked(view))
        except Refused as refusal:
            db().rollback()
            problem = refusal
        else:
            said = ngettext("%(num)s orang dicatat.", "%(num)s orang dicatat.", count)
            flash(said if count else _("Semua sudah tercatat sebelumnya."), "success")
            return redirect(url_for("activities.page", activity_id=activity_id))
    page = render_template(
        "activities/attendance.html",
        view=view,
        typed=request.form,
        faulty=problem.field if problem else "",
        said=translate(problem.message) if problem else "",
    )
    return page, 422 if problem else 200


@bp.route("/kehadiran/<int:attendance_id>/coret", methods=["GET", "POST"])
@allowed(Action.HOST)
def strike(attendance_id: int) -> Any:
    """Ask why an entry shall not count, and strike it out."""
    person = activities.open_person(db(), actor(), attendance_id)
    own = activities.invited_of(db(), actor(), now(), attendance_id)
    form = ReasonForm()
    if form.validate_on_submit():
        with saving(form, db()):
            attendance.strike_out(db(), actor(), now(), attendance_id, form.reason.data)
            flash(_("Catatan kehadiran dicoret."), "success")
            return redirect(url_for("activities.page", activity_id=own.activity_id))
    papers = attendance_certificates.certificates_of_person(db(), actor(), attendance_id)
    page = render_template(
        "activities/strike.html", form=form, person=person, own=own, papers=papers
    )
    return page, status_of(form)


@bp.get("/<int:activity_id>/kehadiran.<any(csv, xlsx):kind>")
@allowed(Action.HOST)
def export(activity_id: int, kind: str) -> Response:
    """Who was invited and who came, to take away."""
    from evaluator.documents.result_table import Column, ResultTable, csv_bytes, xlsx_bytes

    view = activities.open_activity(db(), actor(), now(), activity_id)
    titles = (_("Unit"), _("Jenis unit"), _("Jenjang yang diminta"), _("Keadaan"), _("Nama"),
              _("Jabatan"), _("Jenjang jabatan"), _("Dicatat"), _("Cara mencatat"),
              _("Keterangan"))  # fmt: skip
    rows = [row for one in view.invited for row in _rows_of(one)]
    facts = [label("activity_kind", view.kind), _("Tanggal %(day)s", day=view.held_on.isoformat())]
    table = ResultTable(view.title, facts, [Column(title) for title in titles], rows)
    content = csv_bytes(table) if kind == "csv" else xlsx_bytes(table)
    return download(content, f"kehadiran {view.title}.{kind}")


@bp.get("/<int:activity_id>/daftar-hadir.pdf")
@allowed(Action.HOST)
def sheet(activity_id: int) -> Response:
    """The list to sign on paper: everybody noted until now, and a line for each other unit."""
    from evaluator.documents.day_papers import Heading, Sheet, print_sheet

    view = activities.open_activity(db(), actor(), now(), activity_id)
    if not view.invited:
        raise Refused("Belum ada unit yang diundang, jadi belum ada daftar hadir.")
    office = office_view(db(), actor().office_id)
    with force_locale("id"):
        held = f"{day(view.held_on)}, {view.place}"
    mark = "CONTOH – bukan dokumen resmi" if office.illustrative else None
    lines = [line for one in view.invited for line in _lines_of(one)]
    rows = [(str(number), *line, _ROOM_TO_SIGN) for number, line in enumerate(lines, start=1)]
    titles = ("No.", "Unit", "Nama", "Jabatan", "Tanda tangan")
    table = Sheet(titles, (1.2, 5.5, 5, 4.5, 3.8), rows)
    heading = Heading(office.name, "Daftar hadir", view.title, held, mark=mark)
    return shown(print_sheet(heading, table), f"Daftar hadir {view.title}.pdf")


@bp.post("/<int:activity_id>/sertifikat")
@allowed(Action.CERTIFY)
def certificates(activity_id: int) -> Any:
    """Turn the attendance into a list of certificates, to be looked over and issued there."""
    from evaluator.documents.attendance_list import attendance_list

    view = activities.open_activity(db(), actor(), now(), activity_id)
    people = [(one, person) for one in view.invited for person in one.standing if person.name]
    if not people or view.cancelled:
        raise Refused("Belum ada nama orang yang hadir, jadi belum ada sertifikat yang dibuat.")
    event = _event(view)
    content = attendance_list(
        (person.name, view.title, event, view.held_on, one.unit) for one, person in people
    )
    left = [one.unit for one in view.invited for person in one.standing if not person.name]
    if left:
        said = ngettext(
            "%(num)s orang tanpa nama tidak ikut: %(units)s.",
            "%(num)s orang tanpa nama tidak ikut: %(units)s.",
            len(left),
            units=", ".join(dict.fromkeys(left)),
        )
        flash(said, "warning")
    word = keep(content, f"sertifikat {view.title}.csv")
    target: dict[str, Any] = {"berkas": word, "rancangan": "kehadiran", "jenis": "attendance"}
    return redirect(url_for("certificates_list.check", **target))


def _ticked(view: ActivityView) -> list[Came]:
    """The rows of the list that were ticked or typed into, as they were typed."""
    known = {str(one.id): one.id for one in view.invited}
    ticked = set(request.form.getlist("came"))
    if not ticked <= known.keys():
        raise NotFound("Undangan itu tidak ada.")
    rows = {
        key: [request.form.get(f"{name}-{key}", "") for name in ("name", "position", "level")]
        for key in known
    }
    return [
        Came(known[key], *texts)
        for key, texts in rows.items()
        if key in ticked or any(text.strip() for text in texts)
    ]


def _rows_of(one: InvitedView) -> list[tuple[str, ...]]:
    """One line a person; a unit without any has one of its own."""
    head = (one.unit, label("kind", one.kind), label("activity_level", one.level))
    state = label("attendance", one.state)
    if not one.people:
        return [(*head, state, "", "", "", "", "", one.excuse)]
    return [
        (
            *head,
            _("Dicoret") if person.struck else state,
            person.name,
            person.position,
            label("activity_level", person.level) if person.level else "",
            time(person.noted_at),
            label("attendance_way", person.way),
            person.struck_reason,
        )
        for person in one.people
    ]


def _lines_of(one: InvitedView) -> list[tuple[str, str, str]]:
    """Unit, name and position of everybody who came; one line to write on without anybody."""
    found = [(one.unit, person.name, person.position) for person in one.standing]
    return found or [(one.unit, "", "")]


def _event(view: ActivityView) -> str:
    """What the paper says the certificate is for; the host only where the paper has room."""
    longest = 200
    full = event_words(view.title, view.held_on, view.hours, view.host)
    return full if len(full) <= longest else event_words(view.title, view.held_on, view.hours)


def _with_outbox(said: str) -> str:
    """Where the letters wait now: a way there for those who may, a name for the others."""
    if not allows(actor(), Action.ARRANGE):
        return f"{said} {_('Ketua tim atau admin mengirim atau mencetaknya.')}"
    way = Markup('{} <a href="{}">{}</a>')
    return way.format(said, url_for("outbox.listed"), _("Buka kotak keluar"))
