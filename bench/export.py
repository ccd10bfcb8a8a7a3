"""The export of all closed cases as a workbook: time of the processor per 100,000 rows, memory."""

from bench.figures import Figure, at_most
from bench.machine import cpu_seconds
from bench.memory import most
from bench.private_portal import Portal, Server
from bench.visitors import sign_in

LIMIT_SECONDS, MORE_MB = 60, 40
PATH = "/applications/export/?tab=closed"


def measure(portal: Portal, server: Server, subject: str) -> list[Figure]:
    rows = portal.run("bench.export")
    [reviewer] = sign_in(portal, "reviewer")
    before, memory = cpu_seconds(server.pids), most(server)
    answer = reviewer.get(PATH)
    if answer.status != 200 or answer.size < rows:
        raise RuntimeError(f"the export answered {answer.status} with {answer.size} bytes")
    cpu = cpu_seconds(server.pids) - before
    size = f"{rows:,} rows, {answer.size / 2**20:.1f} MB, {answer.seconds:.0f} s"
    return [
        Figure(subject, "export of the closed cases", size),
        at_most(subject, "export: CPU per 100,000 rows", cpu * 100_000 / rows, LIMIT_SECONDS, " s", 1),
        at_most(subject, "export: more memory of the web process", most(server) - memory, MORE_MB, " MB", 0),
    ]


if __name__ == "__main__":
    import django

    django.setup()
    from applications.models import Application

    print(Application.objects.filter(stage="closed").count())
