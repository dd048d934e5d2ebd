"""How patient the executor is. All durations in seconds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pacing:
    """When a write is tried, looked for and given up.

    lease: How long a write may be in flight; after it the process that sent it counts as dead.
    write_limit: How long one call of the PSA may take; shorter than the lease, so that nobody writes late.
    looks: The pauses before each look for a write whose outcome is unknown. After the last look in vain it
        counts as surely absent, when `settle` has passed since it was sent.
    settle: How long a PSA may need to finish a request that we stopped waiting for.
    resends: How often a surely absent write is sent again by itself; then a person is asked.
    first_retry, longest_retry: The pause before a write that surely was not applied is tried again; doubles.
    give_up: After this long without reaching the PSA the proposal becomes an editable draft again.
    """

    lease: float = 90.0
    write_limit: float = 45.0
    looks: tuple[float, ...] = (0.0, 3.0, 40.0)
    settle: float = 40.0
    resends: int = 1
    first_retry: float = 2.0
    longest_retry: float = 300.0
    give_up: float = 72 * 3600.0

    def retry_after(self, attempt: int, asked_for: float = 0.0) -> float:
        """The pause after that many attempts, never shorter than what the PSA asked for."""
        return max(asked_for, min(self.longest_retry, self.first_retry * 2.0 ** min(attempt - 1, 20)))
