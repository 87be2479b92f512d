"""What the pages of printing share: how papers are to look, and the worker in the background."""

import logging
import os
import socket
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import uuid4

from flask import Flask, Response, current_app, request
from flask_babel import gettext as _

from evaluator.services import print_work
from evaluator.services.certificate_faces import LANGUAGES, Face, Look
from evaluator.services.certificate_looks import (
    check_unchanged,
    digest_of,
    offered_look,
    own_designs,
)
from evaluator.services.number_plans import list_plans
from evaluator.services.print_jobs import PrintOptions
from evaluator.services.signatories import signers_in_office
from evaluator.storage.installation import Installation
from evaluator.web.drawing import shown
from evaluator.web.request import actor, db, files

AT_ONCE = 30
"""Papers that the request itself makes, since nobody minds waiting so shortly."""
_REST = 3.0  # seconds until the worker looks again at a job that another may have left
log = logging.getLogger("evaluator")


@dataclass(frozen=True)
class Setup:
    """How papers are to look and to be numbered, as one page hands it to the next.

    signer_ids : none for whoever signs on that day
    seen : `digest_of` the design as the page checked it, "" where it checked none
    """

    design: str
    language: str
    plan: str
    signer_ids: tuple[int, ...]
    options: PrintOptions
    seen: str = ""

    @property
    def fields(self) -> dict[str, str]:
        """The same as fields of an address or a form; what is usual is left out."""
        chosen = {
            "rancangan": self.design,
            "bahasa": "" if self.language == "id" else self.language,
            "seri": self.plan,
            "penanda": ",".join(str(number) for number in self.signer_ids),
            "tanda": "1" if self.options.marks else "",
            "belakang": self.options.back,
        }
        return {name: value for name, value in chosen.items() if value}


def design_choice(used: str = "") -> dict[str, Any]:
    """All designs, those that ship first, and the chosen one, for a page."""
    return {"designs": _designs(), "design": chosen_design(used)}


def chosen_design(used: str = "") -> str:
    """The design that this request asks for, else the one used before, else the first.

    One that is asked for and not there is never replaced by another; `look` refuses it.
    """
    codes = [one.code for one in _designs()]
    asked = request.values.get("rancangan", "")[:100]
    return asked or (used if used in codes else codes[0])


def _designs() -> list[Any]:
    from evaluator.documents.designs import DESIGNS

    return [*DESIGNS.values(), *own_designs(db(), actor())]


def setup(used: str = "", language: str = "id", signer_ids: tuple[int, ...] = ()) -> Setup:
    """What this request asks for; design, language and signers to take where it asks for none."""
    values = request.values
    asked = values.get("bahasa", language)
    signers = ",".join(values.getlist("penanda")).split(",")
    ticked = tuple(int(n) for n in signers if n.isascii() and n.isdigit() and len(n) < 10)
    return Setup(
        design=chosen_design(used),
        language=asked if asked in LANGUAGES else "id",
        plan=values.get("seri", "")[:30],
        signer_ids=ticked if "bahasa" in values or ticked else signer_ids,
        options=PrintOptions(bool(values.get("tanda")), values.get("belakang", "").strip()),
        seen=values.get("sidik", ""),
    )


def setup_choice(used: str = "", day: date | None = None) -> dict[str, Any]:
    """All that can be chosen and what is chosen, for a page; `day` is the papers' own."""
    return {
        **design_choice(used),
        "setup": setup(used),
        "plans": list_plans(db(), actor()),
        "signers": signers_in_office(db(), actor().office_id, day) if day else [],
        "languages": LANGUAGES,
    }


def look(chosen: Setup) -> Look:
    """The look that was chosen, with the content of its design.

    Raises
    ------
    Refused
        If its design is offered no longer, or is not the one that the page checked.
    """
    from evaluator.documents.designs import DESIGNS

    def shipped(code: str) -> Any:
        return DESIGNS[code].content if code in DESIGNS else None

    found = offered_look(db(), actor(), chosen.design, chosen.language, shipped)
    check_unchanged(found, chosen.seen)
    return found


def pinned(chosen: Setup) -> dict[str, str]:
    """The fields of a form that issues, with the design as it was checked."""
    return {**chosen.fields, "sidik": digest_of(look(chosen))}


def preview_of(faces: Sequence[Face]) -> Response:
    """The papers that can be printed, or the sentence that says why none can."""
    from evaluator.documents import drawing

    checked = drawing.plan(faces, files())
    printable = [faces[n] for n in checked.ready] or faces
    return shown(drawing.certificates(printable, files()), _("Pratinjau piagam") + ".pdf")


class PressRoom:
    """The one thread of this process that works on print jobs; it ends when none is open."""

    def __init__(self, own: Installation) -> None:
        self._own = own
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._worker = self._hired()
        self._looked = False

    def begin(self) -> None:
        """Once a process: go on with what a stopped program left."""
        if not self._looked:
            self._looked = True
            with self._own.reads() as session:
                left = print_work.anything_open(session)
            if left:
                self.wake()

    def wake(self) -> None:
        """See to it that somebody works."""
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._worker = self._hired()
                self._thread = threading.Thread(target=self._work, name="print", daemon=True)
                self._thread.start()

    def stop(self, wait: float = 10.0) -> None:
        """Let the worker finish the few papers in hand and go."""
        with self._lock:
            thread, self._thread = self._thread, None
            self._worker.stop.set()
        if thread is not None:
            thread.join(wait)

    def work_now(self, job_id: int) -> None:
        """Work on one job until it is done, unless somebody else does already."""
        worker = self._hired()
        with self._own.writes() as session:
            claimed = print_work.claim(session, worker, job_id)
        if claimed is not None:
            print_work.work_on(self._own, self._press(), worker, job_id)

    def _work(self) -> None:
        worker = self._worker
        while not worker.stop.is_set():
            try:
                print_work.work_all(self._own, self._press(), worker)
                with self._own.reads() as session:
                    if not print_work.anything_open(session):
                        return
            except Exception:
                log.exception("The print worker stumbled; it tries again")
            worker.stop.wait(_REST)

    def _press(self) -> print_work.Press:
        from evaluator.documents.press import press

        return press(self._own.files)

    @staticmethod
    def _hired() -> print_work.Worker:
        return print_work.Worker(f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}")


def press_room() -> PressRoom:
    """The press room of this application."""
    return cast(PressRoom, current_app.extensions["press_room"])


def carry_out(job_id: int, count: int) -> None:
    """Begin a job that was asked for in this request: a small one is done at once."""
    db().commit()
    if count <= AT_ONCE:
        press_room().work_now(job_id)
    else:
        press_room().wake()


def init_app(app: Flask) -> None:
    """Give the application its press room; it is empty until a job waits."""
    app.extensions["press_room"] = PressRoom(app.extensions["installation"])
    app.before_request(lambda: press_room().begin())
