"""Keeps a few processes running together: restarts the one that ends, stops all at the end, leaves none behind."""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

PR_SET_PDEATHSIG = 1
POLL_SECONDS = 0.2
STOP_SECONDS = 10  # then the group is killed; late acknowledgement makes that harmless
SETTLED_SECONDS = 60  # a process that lived this long starts again at once when it ends
LONGEST_PAUSE_SECONDS = 30


@dataclass
class Child:
    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_again_at: float = 0.0
    pause: float = field(default=1.0)

    def start(self) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - our own commands
            self.command, stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=_end_with_parent
        )
        self.started_at = time.monotonic()

    def send(self, how: signal.Signals) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)

    def kill_group(self) -> None:
        """Also what the process itself started; its group has its number."""
        if self.process:
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                return


class Supervisor:
    def __init__(self, children: list[Child], say: Callable[[str], None]) -> None:
        self.children = children
        self.say = say
        self._stopping = threading.Event()

    def run(self, on_tick: Callable[[], None]) -> None:
        """Until SIGINT, SIGTERM or SIGHUP, calling `on_tick` now and then; returns when all processes are gone."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self._stopping.set())
        try:
            for child in self.children:
                child.start()
            while not self._stopping.wait(POLL_SECONDS):
                for child in self.children:
                    self._look_after(child)
                on_tick()
        finally:
            self.stop()

    def stop(self) -> None:
        for child in self.children:
            child.send(signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.children:
            if child.process:
                try:
                    child.process.wait(max(0.0, deadline - time.monotonic()))
                except subprocess.TimeoutExpired:
                    self.say(f"{child.name} does not stop; killing it.")
            child.kill_group()

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is not None:
            if child.process.poll() is None:
                return
            self._plan_restart(child, now)
        elif now >= child.start_again_at:
            child.start()

    def _plan_restart(self, child: Child, now: float) -> None:
        status = child.process.returncode if child.process else 0
        child.kill_group()
        if now - child.started_at > SETTLED_SECONDS:
            child.pause = 1.0
        self.say(f"{child.name} ended (status {status}); starting it again in {child.pause:.0f} s.")
        child.process, child.start_again_at = None, now + child.pause
        child.pause = min(child.pause * 2, LONGEST_PAUSE_SECONDS)


def _end_with_parent() -> None:
    """The kernel ends the new process when its parent is gone, however the parent went (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
