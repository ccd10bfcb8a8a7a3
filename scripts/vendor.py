"""Files of other projects that we serve ourselves: fetched once, committed, and checked by their hashes.

    python scripts/vendor.py fetch    fetches the packages of static/vendor/vendor.json with npm and writes the files
    python scripts/vendor.py check    compares the committed files with their hashes; needs neither npm nor a network

A new version: change it in vendor.json (and in the folder name), run `fetch`, commit both.
"""

import hashlib
import json
import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"
MANIFEST = VENDOR / "vendor.json"
VIEW_BOX = re.compile(r'viewBox="([^"]+)"')
INSIDE = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
SOURCE_MAP = re.compile(rb"\n?/\*# sourceMappingURL=.*?\*/\s*$")  # the map is not shipped; hashed static files want it


def wrong_files() -> list[str]:
    """The committed files whose content is not what vendor.json promises."""
    return [
        name
        for package in read_manifest()["packages"]
        for name, entry in package["files"].items()
        if digest(VENDOR / name) != entry["sha512"]
    ]


def fetch() -> None:
    manifest = read_manifest()
    for package in manifest["packages"]:
        with tempfile.TemporaryDirectory() as folder:
            root = unpack(package["package"], package["version"], Path(folder))
            for name, entry in package["files"].items():
                target = VENDOR / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(sprite(root, entry["sprite"]) if "sprite" in entry else plain(root, entry["from"]))
                entry["sha512"] = digest(target)
    MANIFEST.write_text(json.dumps(manifest, indent=2) + "\n")


def unpack(package: str, version: str, folder: Path) -> Path:
    subprocess.run(["npm", "pack", "--silent", f"{package}@{version}"], cwd=folder, check=True)
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package"


def plain(root: Path, name: str) -> bytes:
    return SOURCE_MAP.sub(b"\n", (root / name).read_bytes())


def sprite(root: Path, names: list[str]) -> bytes:
    """One SVG with a <symbol> per icon: a single cacheable request for every icon of the site."""
    symbols = []
    for name in names:
        source = (root / "icons" / f"{name}.svg").read_text()
        inside = " ".join(INSIDE.search(source)[1].split())
        symbols.append(f'<symbol id="{name}" viewBox="{VIEW_BOX.search(source)[1]}">{inside}</symbol>')
    return ('<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n").encode()


def read_manifest() -> dict:
    return json.loads(MANIFEST.read_text())


def digest(path: Path) -> str:
    return hashlib.sha512(path.read_bytes()).hexdigest() if path.exists() else "missing"


def main() -> int:
    if sys.argv[1:] == ["fetch"]:
        fetch()
    wrong = wrong_files()
    for name in wrong:
        print(f"static/vendor/{name} is not the file that vendor.json names")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
