"""The memory of the web processes while eight people read lists at once."""

import threading

from bench.figures import Figure, at_most
from bench.machine import memory_mb, tree
from bench.private_portal import Portal, Server
from bench.visitors import sign_in

LIMIT_MB = 200
PATHS = (
    "/applications/",
    "/applications/?tab=closed&last=1",
    "/my-day/",
    "/volunteers/shifts/",
    "/applications/?tab=review",
)
READERS = 8


def measure(portal: Portal, server: Server, subject: str, *, requests: int) -> list[Figure]:
    visitors = sign_in(portal, *["reviewer", "officer"] * (READERS // 2))

    def read(number: int) -> None:
        for step in range(requests // READERS):
            visitors[number].get(PATHS[(number + step) % len(PATHS)])

    threads = [threading.Thread(target=read, args=[number]) for number in range(READERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [
        at_most(subject, f"web process after {requests:,} pages by {READERS} readers", most(server), LIMIT_MB, " MB", 0)
    ]


def most(server: Server) -> float:
    """The largest that any worker process has been."""
    return max(memory_mb(pid, "VmHWM") for pid in tree(server.pid) if pid != server.pid)
