"""The export of all closed cases as a background job: time of the processor per 100,000 rows, memory of the worker."""

import json

from bench.figures import Figure, at_most
from bench.private_portal import Portal, Server

LIMIT_SECONDS, MORE_MB = 60, 40


def measure(portal: Portal, server: Server, subject: str) -> list[Figure]:
    found = portal.run("bench.export")
    rows = found["rows"]
    size = f"{rows:,} rows, {found['bytes'] / 2**20:.1f} MB, {found['seconds']:.0f} s"
    return [
        Figure(subject, "export of the closed cases", size),
        at_most(subject, "export: CPU per 100,000 rows", found["cpu"] * 100_000 / rows, LIMIT_SECONDS, " s", 1),
        at_most(subject, "export: more memory of the worker", found["more_mb"], MORE_MB, " MB", 0),
    ]


if __name__ == "__main__":
    import django

    django.setup()
    from bench.export_job import export_closed

    print(json.dumps(export_closed()))
