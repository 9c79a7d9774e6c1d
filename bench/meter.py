"""What takes how long, on the clock and of the cores: this process and PostgreSQL's together."""

import statistics
import time
from collections.abc import Callable, Mapping
from typing import NamedTuple

import psutil
import psycopg


class Seconds(NamedTuple):
    """What an answer took: on the clock, and of the cores, in this process and PostgreSQL's."""

    clock: float
    cpu: float


class Meter:
    """The CPU time of this process and of PostgreSQL, with the connections that have ended."""

    def __init__(self, url: str) -> None:
        with psycopg.connect(url) as connection:
            self.postmaster = psutil.Process(connection.info.backend_pid).parent()

    def read(self) -> float:
        """Return the seconds so far."""
        assert self.postmaster
        servers = sum(sum(each.cpu_times()[:2]) for each in self.postmaster.children())
        return time.process_time() + sum(self.postmaster.cpu_times()[:4]) + servers


def time_in_turn(
    contenders: Mapping[str, Callable[[], object]], meter: Meter, repeats: int
) -> dict[str, Seconds]:
    """Return what each takes, one after the other, again and again: median, and mean CPU time."""
    elapsed: dict[str, list[float]] = {name: [] for name in contenders}
    cpu = dict.fromkeys(contenders, 0.0)
    for _ in range(repeats):
        for name, run in contenders.items():
            before = meter.read()
            start = time.perf_counter()
            run()
            elapsed[name].append(time.perf_counter() - start)
            cpu[name] += meter.read() - before
    return {
        name: Seconds(statistics.median(elapsed[name]), cpu[name] / repeats) for name in contenders
    }
