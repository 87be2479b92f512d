"""Serves an installation under any WSGI server: `waitress-serve wsgi:app`, `gunicorn wsgi:app`."""

import os
from pathlib import Path

from evaluator.app import create_app

os.environ.setdefault("EVALUATOR_INSTANCE", str(Path(__file__).parent / "instance"))

app = create_app()
