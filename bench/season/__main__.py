"""python -m bench.season [--operations 10000] [--processes 4] [--databases sqlite,postgresql] [--seed 1] [--keep]"""

import argparse
import json
import os
import subprocess
import sys
import time

from bench.private_portal import Portal, Postgresql


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench.season", description=__doc__)
    parser.add_argument("--operations", type=int, default=10_000)
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--minutes", type=int, default=600, help="ends early after so many; the figures say how far")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", action="store_true", help="leaves the databases in var/bench")
    chosen = parser.parse_args()
    return max([season(vendor, chosen) for vendor in chosen.databases.split(",")])


def season(vendor: str, chosen: argparse.Namespace) -> int:
    """0 when every sum holds and no operation failed."""
    portal = Portal(vendor, "season", Postgresql() if vendor == "postgresql" else None)
    portal.make_empty()
    funds = portal.run("bench.season.prepare")
    started = time.perf_counter()
    tally = work(portal, funds, chosen)
    seconds = time.perf_counter() - started
    print(f"{vendor}: {tally} in {seconds:.0f} s, {sum(tally.values()) / seconds:.0f} operations a second", flush=True)
    said = json.dumps(portal.run("bench.season.said"))
    sums = subprocess.run([sys.executable, "-m", "bench.season.sums", portal.address, said], cwd=portal.how()["cwd"])
    promises = subprocess.run([sys.executable, "manage.py", "verify"], **portal.how(), stdout=subprocess.PIPE)
    lost = "\n".join(line for line in promises.stdout.splitlines() if not line.startswith("ok "))
    print(f"{vendor}: manage.py verify {lost or 'holds'}", flush=True)
    if not chosen.keep:
        portal.drop()
    return int(bool(tally["failed"] or sums.returncode or promises.returncode))


def work(portal: Portal, funds: list[int], chosen: argparse.Namespace) -> dict[str, int]:
    """All processes at once; what they did, together."""
    share = -(-chosen.operations // chosen.processes)
    how = [str(share), str(chosen.minutes * 60), str(chosen.seed), *map(str, funds)]
    clerks = [
        subprocess.Popen(
            portal.command("bench.season.work", str(number), *how), **portal.how(), stdout=subprocess.PIPE
        )
        for number in range(chosen.processes)
    ]  # fmt: skip
    tally = {"done": 0, "refused": 0, "failed": 0}
    for clerk in clerks:
        said = clerk.communicate()[0].strip().splitlines()
        print("\n".join(said[:-1]), end="" if len(said) < 2 else os.linesep)
        if clerk.returncode:
            raise RuntimeError("a clerk broke down")
        for name, number in json.loads(said[-1]).items():
            tally[name] += number
    return tally


if __name__ == "__main__":
    sys.exit(main())
