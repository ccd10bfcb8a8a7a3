"""Runs alone, in a process of its own (web/typeset.py says why): an order as JSON comes in, the PDF goes out.

Nothing of the portal is imported here, and the order holds all that the document needs.
"""

import json
import sys
from datetime import datetime

import typst


def main() -> None:
    order = json.load(sys.stdin.buffer)
    compiler = typst.Compiler(root=order["root"], font_paths=order["fonts"], ignore_system_fonts=True)
    try:
        content = compiler.compile(
            input=order["template"],
            sys_inputs={"data": order["data"]},
            timestamp=datetime.fromisoformat(order["at"]),
        )
    except typst.TypstError as problem:
        sys.exit(str(problem))
    sys.stdout.buffer.write(content)


if __name__ == "__main__":
    main()
