"""Files of other projects are the ones that vendor.json names, and the sprite holds every icon that is used."""

import ast
import re
from pathlib import Path

from home.navigation import APPLICANT_MENU, DESK_MENU, PUBLIC_MENU, VISITOR_MENU, VOLUNTEER_MENU
from programs.registry import schemes
from scripts import vendor
from web.templatetags.ui import CHIP_ICONS, SPRITE

ROOT = Path(__file__).parent.parent
MENUS = (APPLICANT_MENU, DESK_MENU, PUBLIC_MENU, VISITOR_MENU, VOLUNTEER_MENU)
USED = re.compile(r"""\{% icon "([\w-]+)"|icon(?:_name)?="([\w-]+)\"""")


def icons_of_the_sprite() -> set[str]:
    return set(re.findall(r'<symbol id="([\w-]+)"', (ROOT / "static" / SPRITE).read_text()))


def test_the_committed_files_are_those_of_the_manifest():
    assert vendor.wrong_files() == []


def test_every_vendored_file_is_in_the_manifest():
    named = {name for package in vendor.read_manifest()["packages"] for name in package["files"]}
    there = {path.relative_to(vendor.VENDOR).as_posix() for path in vendor.VENDOR.rglob("*") if path.is_file()}

    assert there - {"vendor.json"} == named


def test_every_icon_that_templates_and_menus_use_is_in_the_sprite():
    used = set(CHIP_ICONS.values()) | {item.icon for menu in MENUS for item in menu}
    for path in (ROOT / "templates").rglob("*.html"):
        used |= {first or second for first, second in USED.findall(path.read_text())}

    assert used - icons_of_the_sprite() == set()


def test_every_icon_of_my_day_and_of_a_scheme_is_in_the_sprite():
    calls = (node for path in (ROOT / "home").glob("*.py") for node in ast.walk(ast.parse(path.read_text())))
    sections = [node for node in calls if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Section"]
    used = {node.args[1].value for node in sections} | {scheme.icon for scheme in schemes()}

    assert (len(sections) > 20, used - icons_of_the_sprite()) == (True, set())


def test_no_vendored_file_names_a_source_map():
    css = (vendor.VENDOR / "bootstrap-5.3.9" / "bootstrap.min.css").read_text()

    assert "sourceMappingURL" not in css
