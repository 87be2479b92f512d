"""Builds the application, once."""

import hashlib
import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from evaluator.services.row_numbers import LARGEST
from evaluator.services.starting import check_ready, check_safe
from evaluator.storage.installation import Installation, open_installation
from evaluator.web import (
    account,
    activities,
    activities_door,
    activities_papers,
    activities_people,
    admin_office,
    admin_office_numbers,
    admin_people,
    admin_people_import,
    admin_people_letters,
    admin_periods,
    admin_rubrics,
    admin_units,
    admin_units_history,
    assess,
    ceremony,
    ceremony_cards,
    ceremony_screen,
    ceremony_seats,
    certificates,
    certificates_jobs,
    certificates_list,
    certificates_register,
    coaching,
    coaching_office,
    compression,
    confirm,
    deputies,
    designer,
    designer_edit,
    designer_parts,
    draft_parts,
    draft_publishing,
    draft_talk,
    drafts,
    evidence,
    exchange,
    fact_imports,
    feedback,
    feedback_reports,
    feedback_steps,
    grid,
    groups,
    invite,
    language,
    log,
    measured,
    navigation,
    objections,
    objections_office,
    objections_table,
    obstacles,
    offline,
    outbox,
    own,
    own_evidence,
    panels,
    panels_people,
    panels_samples,
    panels_table,
    plans,
    plans_review,
    plenary,
    plenary_awards,
    plenary_papers,
    printing,
    progress,
    public,
    public_city,
    registers,
    request,
    requests,
    requests_tables,
    results,
    rubric_differences,
    security,
    settle,
    signing,
    stages,
    tasks,
    trends,
    verify,
)

BLUEPRINTS = (
    account,
    activities,
    activities_door,
    activities_papers,
    activities_people,
    admin_office,
    admin_office_numbers,
    admin_people,
    admin_people_import,
    admin_people_letters,
    admin_periods,
    admin_rubrics,
    admin_units,
    admin_units_history,
    assess,
    ceremony,
    ceremony_cards,
    ceremony_screen,
    ceremony_seats,
    certificates,
    certificates_jobs,
    certificates_list,
    certificates_register,
    coaching,
    coaching_office,
    confirm,
    deputies,
    designer,
    designer_edit,
    designer_parts,
    draft_parts,
    draft_publishing,
    draft_talk,
    drafts,
    evidence,
    exchange,
    fact_imports,
    feedback,
    feedback_reports,
    feedback_steps,
    grid,
    groups,
    invite,
    log,
    measured,
    objections,
    objections_office,
    objections_table,
    obstacles,
    offline,
    outbox,
    own,
    own_evidence,
    panels,
    panels_people,
    panels_samples,
    panels_table,
    plans,
    plans_review,
    plenary,
    plenary_awards,
    plenary_papers,
    progress,
    public,
    public_city,
    registers,
    requests,
    requests_tables,
    results,
    rubric_differences,
    settle,
    signing,
    stages,
    tasks,
    trends,
    verify,
)
_TYPED_BESIDE = 256 * 1024


class RowNumber(IntegerConverter):
    """A row's number in an address; larger ones than any database counts are no address."""

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=LARGEST)


def create_app(installation: Installation | None = None, *, demo: bool | None = None) -> Flask:
    """Build the application for one installation.

    demo : serve a demonstration with its published password; by default what
        EVALUATOR_DEMO says

    Raises
    ------
    Problem
        If the database is not at the newest tables, or an office is to be
        served with a demonstration's secret or passwords, or with debug on.
    """
    own = installation or open_installation()
    if demo is None:
        demo = os.environ.get("EVALUATOR_DEMO") == "1"
    check_ready(own)
    if not demo:
        check_safe(own)
    app = Flask("evaluator", root_path=str(Path(__file__).parent / "web"))
    app.config.update(_settings(own))
    app.extensions["installation"] = own
    if own.settings.proxies:
        count = own.settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=0)  # type: ignore[method-assign]
    app.url_map.converters["int"] = RowNumber
    CSRFProtect(app)
    for part in (compression, request, security, language, navigation, printing):
        part.init_app(app)
    for module in BLUEPRINTS:
        app.register_blueprint(module.bp)
    _version_static(app)
    return app


def _settings(own: Installation) -> dict[str, Any]:
    address = urlsplit(own.settings.public_url)
    hosts = {address.hostname or "127.0.0.1", "127.0.0.1", "localhost"}
    hosts |= {host.strip() for host in own.settings.trusted_hosts.split(",") if host.strip()}
    return {
        "SECRET_KEY": own.secret_key(),
        "TRUSTED_HOSTS": sorted(hosts),
        # What is typed beside a file of evidence needs room of its own.
        "MAX_CONTENT_LENGTH": max(
            own.settings.largest_upload, own.settings.largest_evidence + _TYPED_BESIDE
        ),
        "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
        "MAX_FORM_PARTS": 2000,
        "SESSION_COOKIE_NAME": "evaluator",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": address.scheme == "https",
        "PERMANENT_SESSION_LIFETIME": timedelta(days=7),
        "WTF_CSRF_TIME_LIMIT": None,
        "BABEL_TRANSLATION_DIRECTORIES": str(Path(__file__).parent / "translations"),
        "SEND_FILE_MAX_AGE_DEFAULT": timedelta(days=365),
    }


def _version_static(app: Flask) -> None:
    """Name static files by their content, so that browsers may keep them for long."""
    folder = Path(app.static_folder or "")
    versions: dict[str, str] = {}

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        name = values.get("filename")
        if endpoint == "static" and name and "v" not in values:
            if name not in versions:
                place = folder / name
                content = place.read_bytes() if place.is_file() else b""
                versions[name] = hashlib.sha256(content).hexdigest()[:12]
            values["v"] = versions[name]
