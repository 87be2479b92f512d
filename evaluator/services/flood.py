"""How often something open to anyone may be asked: counted in memory, forgotten after a while."""

import threading
from collections import deque
from ipaddress import IPv6Address, ip_address


class Flood:
    """Counts what came in the last `seconds`, by address and altogether.

    Addresses of one IPv6 network of 64 bits count as one. Each process counts
    for itself; a refused request is not counted, so that patience is rewarded.
    """

    def __init__(
        self, *, each: int, together: int, seconds: float, most_known: int = 10_000
    ) -> None:
        self._each, self._together, self._seconds = each, together, seconds
        self._most_known = most_known
        self._all: deque[float] = deque()
        self._by_address: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def admits(self, address: str, moment: float) -> bool:
        """Count one request, unless there were too many.

        moment : seconds on a clock that only goes forward
        """
        with self._lock:
            self._forget(self._all, moment)
            name = _network(address)
            own = self._by_address.get(name, deque())
            self._forget(own, moment)
            if len(own) >= self._each or len(self._all) >= self._together:
                return False
            own.append(moment)
            self._by_address[name] = own
            self._all.append(moment)
            if len(self._by_address) > self._most_known:
                self._drop_quiet(moment)
            return True

    def _forget(self, moments: deque[float], now: float) -> None:
        while moments and moments[0] <= now - self._seconds:
            moments.popleft()

    def _drop_quiet(self, now: float) -> None:
        self._by_address = {
            name: moments
            for name, moments in self._by_address.items()
            if moments and moments[-1] > now - self._seconds
        }


def _network(address: str) -> str:
    try:
        known = ip_address(address)
    except ValueError:
        return address[:64]
    if isinstance(known, IPv6Address):
        return str(IPv6Address(int(known) >> 64 << 64))
    return str(known)
