"""Lets `python -m evaluator` be the operator's command."""

import sys
from typing import Any


def main() -> None:
    """Run one of the operator's commands."""
    from evaluator.cli import group

    group(_application, sys.argv[1] if len(sys.argv) > 1 else "").main(prog_name="evaluator")


def _application(*_: Any) -> Any:
    """Build the application only for commands that serve pages."""
    from evaluator.app import create_app

    return create_app()


if __name__ == "__main__":
    main()
