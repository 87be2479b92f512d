"""The rules that keep the floors apart, run as a test."""

import re
import subprocess
import sys
from pathlib import Path

import click

from evaluator.cli import COMMANDS, group
from evaluator.services.permissions import Action, allows
from evaluator.storage.actor import Actor, Role

ROOT = Path(__file__).parents[1]


def test_each_floor_uses_only_the_floors_below_it():
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:]


def test_pages_of_one_job_do_not_import_pages_of_another():
    jobs = {p.stem for p in (ROOT / "evaluator/web").glob("*.py")} - SHARED
    for job in sorted(jobs):
        text = (ROOT / f"evaluator/web/{job}.py").read_text()
        others = re.findall(
            r"from evaluator\.web\.(\w+) import|from evaluator\.web import (\w+)", text
        )
        assert not {a or b for a, b in others} & (jobs - {job}), job


SHARED = {
    "__init__",
    "request",
    "language",
    "labels",
    "labels_rubric",
    "log_words",
    "rubric_places",
    "draft_powers",
    "objection_pages",
    "navigation",
    "security",
    "compression",
    "demo",
    "drawing",
    "design_pages",
    "printing",
    "busy",
    "reminders",
    "uploads",
    "attachments",
    "imports",
    "invitation_pages",
    "trends_tables",
}


def test_importing_scoring_does_not_wake_flask():
    code = "import sys, evaluator.scoring.ranking; print('flask' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout.strip() == "False"


def test_every_route_names_its_permission(app):
    undeclared = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
        and not isinstance(getattr(app.view_functions[rule.endpoint], "permission", None), Action)
    ]
    assert undeclared == []


def test_a_route_without_a_permission_is_open_to_nobody(app):
    app.add_url_rule("/lupa", "forgotten", lambda: "rahasia")
    assert app.test_client().get("/lupa").status_code == 404


def test_every_command_names_its_permission():
    unnamed = [path for path, command in _commands(group(None), "") if not _named(command)]
    assert unnamed == []


def _named(command):
    return isinstance(getattr(command, "permission", None), Action)


def _commands(parent, path):
    with click.Context(parent) as ctx:
        for name in parent.list_commands(ctx):
            command = parent.get_command(ctx, name)
            yield f"{path} {name}", command
            if isinstance(command, click.Group):
                yield from _commands(command, f"{path} {name}")


def test_commands_are_all_there():
    wanted = {
        "demo",
        "score",
        "rubric",
        "certificates",
        "backup",
        "restore",
        "log",
        "init",
        "serve",
    }
    assert wanted <= set(COMMANDS)


def test_nobody_signed_in_may_only_do_what_everyone_may():
    assert [action for action in Action if allows(None, action)] == [Action.EVERYONE]


def test_an_auditor_may_only_look():
    auditor = Actor(1, "auditor", "Auditor", 1, frozenset({Role.AUDITOR}))
    assert {action for action in Action if allows(auditor, action)} == {
        Action.EVERYONE,
        Action.SIGNED_IN,
        Action.SEE_RESULTS,
        Action.SEE_CERTIFICATES,
        Action.SEE_EVIDENCE,
        Action.SEE_LOG,
        Action.SEE_FACTS,
        Action.SEE_TRENDS,
        Action.COACH,
    }


def test_no_module_of_the_program_is_too_long_to_hold_one_subject():
    long = {
        str(path.relative_to(ROOT)): length
        for path in (ROOT / "evaluator").rglob("*.py")
        if "versions" not in path.parts and (length := len(path.read_text().splitlines())) > 400
    }
    assert long == {}


def test_the_program_speaks_of_no_machine():
    hosts = re.compile(r"(?<![\w.])/(work|root|tmp)/|https?://(pypi|files\.pythonhosted)")
    named = [
        str(path.relative_to(ROOT))
        for pattern in ("evaluator/**/*.py", "docs/*.md", "*.md", "*.lock", "run", "pyproject.toml")
        for path in ROOT.glob(pattern)
        if hosts.search(path.read_text())
    ]
    assert named == []
