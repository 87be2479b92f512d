"""The small city in a period in which units assess themselves, by a rubric that caps."""

from datetime import date
from pathlib import Path

from sqlalchemy import select

from evaluator.services import categories, evidence_files, panels, periods, rubrics, stages
from evaluator.services.self_assessing import save_own
from evaluator.services.self_assessments import open_own
from evaluator.storage.people import Account
from evaluator.storage.periods import Participant, Stage
from tests.city import NOW, City

RUBRIC = Path(__file__).parent / "rubrics" / "evidence.yaml"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
QUOTA = 1024 * 1024


class EvidenceCity(City):
    """Its period is a draft with self-assessment; `begin` opens that."""

    def _period(self, session):
        admin = self["admin"]
        self.rubric_id = rubrics.publish(session, admin, NOW, RUBRIC.read_bytes(), RUBRIC.name)
        self.period_id = periods.create_period(
            session,
            admin,
            NOW,
            year=2025,
            title="Penilaian 2025",
            event="Hari Statistik Nasional 2025",
            theme="",
            event_date=date(2025, 9, 29),
            plan=periods.Plan(self_assesses=True),
        )
        self.category_id = categories.add_category(
            session,
            admin,
            NOW,
            self.period_id,
            title="OPD",
            rubric_id=self.rubric_id,
            unit_kind="opd",
        )
        for panel in categories.list_categories(session, admin, self.period_id)[0].panels:
            assessors = [self["ases1"].account_id, self["ases2"].account_id]
            panels.assign(session, admin, NOW, panel.participant_id, assessors)

    def participant(self, unit):
        with self.installation.reads() as session:
            return session.scalar(
                select(Participant.id).where(Participant.unit_id == self.units[unit])
            )

    def begin(self):
        """Open the self-assessment."""
        with self.installation.writes() as session:
            version = periods.period_view(session, self["admin"], self.period_id).version
            stages.open_self_assessment(session, self["admin"], NOW, self.period_id, version)
        self.own = self.participant("Dindik")

    def give_duty(self, username, duty):
        with self.installation.writes() as session:
            session.get(Account, self[username].account_id).duty = duty

    def fill(self, now=NOW, **answers):
        """Save answers of Dindik such as e1="4", each over whatever is there."""
        for code, answer in answers.items():
            with self.installation.writes() as session:
                cell = open_own(session, self["dindik"], now, self.own).find(code)
                save_own(
                    session,
                    self["dindik"],
                    now,
                    self.own,
                    code,
                    answer=answer,
                    note=cell.question.note,
                    version=cell.question.version,
                )

    @property
    def keeping(self):
        return evidence_files.Keeping(self.installation.files, QUOTA)

    def show(self, kind, dated, indicator="e1", content=None, now=NOW, **more):
        """Add a file of Dindik; returns the id of the evidence."""
        content = PDF + f"{kind} {dated}".encode() if content is None else content
        with self.installation.writes() as session:
            return evidence_files.add_evidence(
                session,
                self["dindik"],
                now,
                self.own,
                evidence_files.Upload(f"{kind or 'lain'}.pdf", "application/pdf", content),
                evidence_files.Details("", kind, dated),
                self.keeping,
                indicator=indicator,
                **more,
            )

    def version(self, username="dindik"):
        """The version of the whole assessment of Dindik."""
        with self.installation.reads() as session:
            return open_own(session, self[username], NOW, self.own).progress.version

    def stage(self):
        with self.installation.reads() as session:
            return Stage(periods.period_view(session, self["admin"], self.period_id).stage)
