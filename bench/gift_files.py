"""Files of gifts as workbook and as CSV: processor time and memory of reading every line, for short and long files.

python -m bench.gift_files [rows …]      each file is read in a process of its own, so that its memory is its own
"""

import csv
import io
import json
import resource
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.private_portal import FOLDER, ROOT, Portal

HEADINGS = ("交易单号", "捐款时间", "捐款人", "捐款金额", "手机号", "留言", "项目", "状态")
FORMS = ("xlsx", "csv")


def main() -> None:
    sizes = [int(text) for text in sys.argv[1:]] or [10_000, 50_000]
    print("| file | rows | file (MB) | processor time (s) | peak memory (MB) |")
    print("|---|---:|---:|---:|---:|")
    for form in FORMS:
        for rows in sizes:
            path = written(form, rows)
            said = read_elsewhere(path)
            size = path.stat().st_size / 2**20
            print(
                f"| {form} | {said['lines']:,} | {size:.1f} | {said['seconds']:.1f} | {said['megabytes']:.0f} |",
                flush=True,
            )
            path.unlink()


def line_of(number: int) -> list[str]:
    paid = datetime(2023, 9, 7, 10, tzinfo=UTC) + timedelta(seconds=number)
    return [
        f"4200{number:024}",
        f"{paid:%Y-%m-%d %H:%M:%S}",
        f"演{number % 977}",
        f"{number % 200 + 1}.00",
        "",
        "加油",
        "助学",
        "成功",
    ]


def written(form: str, rows: int) -> Path:
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"gifts-{rows}.{form}"
    if form == "csv":
        with path.open("w", newline="", encoding="gb18030") as out:
            csv.writer(out).writerows([HEADINGS, *map(line_of, range(rows))])
        return path
    import openpyxl  # noqa: PLC0415 - only to write the file

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(HEADINGS)
    for number in range(rows):
        sheet.append(line_of(number))
    book.save(path)
    return path


def read_elsewhere(path: Path) -> dict[str, float]:
    environment = Portal("sqlite", "gift-files").environment
    command = [sys.executable, "-m", "bench.gift_files", "--read", str(path)]
    done = subprocess.run(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def read(path: str) -> dict[str, float]:
    """What staging does with a file, without the rows that it writes."""
    import django  # noqa: PLC0415 - not needed by the process that writes the files

    django.setup()
    from donations.file_reading import opened  # noqa: PLC0415

    content = io.BytesIO(Path(path).read_bytes())
    started = time.process_time()
    _sha256, _headings, lines = opened(content)
    number = sum(1 for _line in lines)
    seconds = time.process_time() - started
    return {"lines": number, "seconds": seconds, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


if __name__ == "__main__":
    if sys.argv[1:2] == ["--read"]:
        print(json.dumps(read(sys.argv[2])))
    else:
        main()
