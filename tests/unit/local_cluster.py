"""A Dask cluster of real processes on this machine, which can be killed one by one."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).parents[2]


class LocalCluster:
    """A scheduler and its workers; each worker is a process with one thread, restarted by nobody but the test."""

    def __init__(self, folder: Path, workers: int = 2) -> None:
        self._log = (folder / "dask.log").open("ab")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{self._port}"
        self._count = workers
        self.workers: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        self.start_scheduler()
        for _ in range(self._count):
            self.start_worker()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for process in (*self.workers, self.scheduler):
            kill(process)
        self._log.close()

    def start_scheduler(self) -> None:
        """Start the scheduler, at the same address as the last."""
        self.scheduler = self._start("dask_scheduler", "--port", str(self._port))
        end = time.monotonic() + 30
        while not self._listens():
            if time.monotonic() > end:
                raise TimeoutError("the scheduler does not start")
            time.sleep(0.05)

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self._port)) == 0

    def start_worker(self, *more: str) -> subprocess.Popen[bytes]:
        """Start one more worker."""
        self.workers.append(self._start("dask_worker", self.address, "--nthreads", "1", "--no-nanny", *more))
        return self.workers[-1]

    def kill_worker(self, number: int) -> None:
        """Kill a worker with SIGKILL and start another in its place."""
        kill(self.workers.pop(number))
        self.start_worker()

    def kill_scheduler(self) -> None:
        """Kill the scheduler with SIGKILL, and start it and the workers anew (those of a lost scheduler may give up)."""
        kill(self.scheduler)
        self.start_scheduler()
        for _ in range(self._count):
            self.kill_worker(0)

    def _start(self, program: str, *words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.{program}", *words, "--host", "127.0.0.1", "--no-dashboard"]
        return subprocess.Popen(
            command,
            stdout=self._log,
            stderr=self._log,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            cwd=ROOT,
            start_new_session=True,
        )


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process with SIGKILL, and it alone."""
    process.send_signal(signal.SIGKILL)
    process.wait()
