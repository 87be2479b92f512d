"""Steps of a season that are done once a run and laid down where they are asked for again."""

import shutil
import threading
from collections.abc import Callable
from functools import cache, wraps
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from sqlalchemy import Engine

_kept: dict[tuple[str, int, bytes], tuple[Any, Path]] = {}


@cache
def folder() -> Path:
    """Where databases of this run are kept; the run removes it at its end."""
    return Path(mkdtemp(prefix="evaluator-kept-"))


def once(act: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A step of a city that, done before to the very same database, is laid down again.

    Only on SQLite, where the same bytes are the same database, and only while nothing else
    holds it open; everywhere else the step is done. What it returns must not be changed.
    """

    @wraps(act)
    def step(city: Any) -> Any:
        place = _at_rest(city.installation.engine)
        if place is None:
            return act(city)
        key = (act.__qualname__, city.period_id, sha256(place.read_bytes()).digest())
        if key in _kept:
            answer, after = _kept[key]
            shutil.copy(after, place)
            return answer
        answer = act(city)
        if _at_rest(city.installation.engine) is not None:
            after = folder() / f"{len(_kept)}.db"
            _kept[key] = (answer, shutil.copy(place, after))
        return answer

    return step


def _at_rest(engine: Engine) -> Path | None:
    """The file of a SQLite database with all that was written, which nobody holds open."""
    if engine.dialect.name != "sqlite" or threading.active_count() > 1:
        return None
    engine.dispose()
    place = Path(engine.url.database or "")
    return None if Path(f"{place}-wal").exists() else place
