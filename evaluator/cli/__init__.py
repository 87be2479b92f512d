"""Operators' commands: `evaluator …`, the same group as Flask's own under another name."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import click

from evaluator.cli.guard import Guarded

# Commands are imported when they are asked for, so that each starts as fast as it can.
COMMANDS = {
    "backup": "evaluator.cli.keeping:backup",
    "certificates": "evaluator.cli.printing:certificates",
    "demo": "evaluator.cli.demo.command:demo",
    "jobs": "evaluator.cli.printing:jobs",
    "init": "evaluator.cli.setting_up:init",
    "log": "evaluator.cli.keeping:log",
    "messages": "evaluator.cli.messages:messages",
    "migrate": "evaluator.cli.setting_up:migrate",
    "password": "evaluator.cli.setting_up:password",
    "restore": "evaluator.cli.keeping:restore",
    "rubric": "evaluator.cli.rubric:rubric",
    "score": "evaluator.cli.score:score",
    "serve": "evaluator.cli.serving:serve",
    "sign-key": "evaluator.cli.signing:sign_key",
    "verify": "evaluator.cli.checking:verify",
}
FILES_ONLY = {"rubric", "score"}
"""Commands that read files and open no installation; they start without waking Flask."""
_HELP = "Menilai, memeringkat, menjelaskan, dan memberi piagam kerja sama statistik."


class Group(Guarded):
    """A command group whose commands are loaded by name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, attribute = COMMANDS[name].split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command


def group(create_app: Callable[..., Any] | None, name: str = "") -> click.Group:
    """The command group; commands that serve pages build the application by `create_app`.

    name : the command that will be run, so that no more is loaded than it needs
    """
    if name in FILES_ONLY:
        return Group("evaluator", help=_HELP)
    from flask.cli import FlaskGroup

    class AppGroup(Group, FlaskGroup):
        """Flask's command group, with these commands in place of its own."""

    made = AppGroup(
        name="evaluator",
        help=_HELP,
        create_app=create_app,
        add_default_commands=False,
        add_version_option=False,
        set_debug_flag=False,
        load_dotenv=False,
    )
    # Which application is served is no choice here, so Flask's options for it are not offered.
    made.params = [option for option in made.params if option.name not in {"app", "env_file"}]
    return made
