"""What every command shares: a named permission, and problems told as one sentence."""

import sys
from collections.abc import Callable
from typing import Any, TypeVar

import click

from evaluator.scoring.messages import Problem
from evaluator.services.permissions import Action

Command = TypeVar("Command", bound=click.Command)


def permitted(action: Action) -> Callable[[Command], Command]:
    """Name the permission that a command needs.

    OPERATE is held by whoever has the machine in hand; EVERYONE touches no installation.
    """

    def declare(command: Command) -> Command:
        command.permission = action  # type: ignore[attr-defined]
        return command

    return declare


class Guarded(click.Group):
    """A group that ends a command's problem with its sentence and exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except Problem as problem:
            click.echo(f"Galat: {problem}", err=True)
            for detail in getattr(problem, "details", ()):
                click.echo(f"  - {detail}", err=True)
            sys.exit(2)
