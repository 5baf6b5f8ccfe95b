"""Who knocked in vain, and has to wait."""

from collections import defaultdict, deque


class FailedTries:
    """Counts, by address, the connections that ended without a known key.

    Args:
        most: how many are let pass.
        seconds: for how long each counts.
    """

    _MOST_ADDRESSES = 10_000

    def __init__(self, most: int, seconds: float) -> None:
        self._most = most
        self._seconds = seconds
        self._failed: defaultdict[str, deque[float]] = defaultdict(deque)

    def add(self, address: str, now: float) -> None:
        """Count a try that failed, at a monotonic time in seconds."""
        if address not in self._failed and len(self._failed) >= self._MOST_ADDRESSES:
            self._failed.pop(next(iter(self._failed)))
        self._failed[address].append(now)
        while len(self._failed[address]) > self._most:
            self._failed[address].popleft()

    def forgive(self, address: str) -> None:
        """Forget the tries of an address from which somebody signed in."""
        self._failed.pop(address, None)

    def must_wait(self, address: str, now: float) -> bool:
        """Tell whether an address has failed too often of late."""
        failed = self._failed.get(address)
        if failed is None:
            return False
        while failed and now - failed[0] >= self._seconds:
            failed.popleft()
        if not failed:
            del self._failed[address]
        return len(failed) >= self._most
