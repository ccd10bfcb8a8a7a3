"""How far it is, on stderr: a bar on a terminal, a line for each tenth elsewhere."""

import time
from typing import TextIO

WIDTH = 30


class Progress:
    def __init__(self, label: str, total: int, out: TextIO) -> None:
        self.label, self.total, self.out = label, total, out
        self.done, self.tenths, self.started = 0, 0, time.monotonic()

    def advance(self, count: int) -> None:
        self.done += count
        tenths = 10 * self.done // self.total
        if self.out.isatty():
            end = "\n" if self.done >= self.total else ""
            self.out.write(f"\r{self._text()}{end}")
            self.out.flush()
        elif tenths > self.tenths:
            self.out.write(f"{self._text()}\n")
        self.tenths = tenths

    def _text(self) -> str:
        share = self.done / self.total
        rate = self.done / max(time.monotonic() - self.started, 0.001)
        bar = "#" * round(share * WIDTH)
        return f"{self.label:<14} [{bar:<{WIDTH}}] {self.done:>9,} of {self.total:,} ({rate:,.0f}/s)"
