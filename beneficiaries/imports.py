"""Households with their members from a spreadsheet: one line per person, joined by the number of the household."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from accounts.permissions import has_role
from areas.models import AdminArea
from beneficiaries import services
from beneficiaries.choices import RELATIONS
from beneficiaries.models import HouseholdMember, Person
from beneficiaries.permissions import READ_ONLY, may_register
from beneficiaries.roles import REGISTRARS
from beneficiaries.selectors import find_person_by_id_number
from imports.cells import BankCell, Cell, ChoiceCell, IdNumberCell, PhoneCell, PlaceCell
from imports.kinds import Column, ImportKind, Line
from imports.known_columns import known_column
from imports.selectors import in_pieces, pieces, taken_before
from protection.indexing import index_of
from workflow.answers import YES, Answer, no
from workflow.machine import Refused

HEAD = "self"
WORDS = {
    HEAD: "户主 本人 户主本人",
    "spouse": "丈夫 妻子 夫 妻 夫妻 爱人",
    "child": "儿子 女儿 子 女 之子 之女 子女 长子 长女 次子 次女 三子 三女 独生子 独生女",
    "grandchild": "孙子 孙女 外孙 外孙子 外孙女",
    "parent": "父亲 母亲 父 母 父母 爸爸 妈妈",
    "grandparent": "祖父 祖母 爷爷 奶奶 外祖父 外祖母 外公 外婆 姥爷 姥姥",
    "sibling": "兄 弟 姐 妹 哥哥 弟弟 姐姐 妹妹 兄弟 姐妹 兄弟姐妹",
    "in_law": "儿媳 女婿 公公 婆婆 岳父 岳母 嫂子 弟媳 姐夫 妹夫",
    "other_guardian": "监护人",
    "other": "其他 其它 非亲属",
}
ALIASES = {word: code for code, words in WORDS.items() for word in words.split()}


def _who() -> tuple[Column, ...]:
    options = [(code, _("head of the household") if code == HEAD else label) for code, label in RELATIONS]
    relation = ChoiceCell(options=options, aliases=ALIASES)
    return (
        Column(
            "household", "户编号", _("Household number"), Cell(max_length=30), example="1", aliases=("户号", "家庭编号")
        ),
        Column(
            "relation", "与户主关系", _("Relation to the head"), relation, example="户主", aliases=("关系", "家庭关系")
        ),
        known_column("name", "姓名", _("Name"), Cell(max_length=60)),
        known_column("id_number", "身份证号", _("ID number"), IdNumberCell()),
    )


def _where() -> tuple[Column, ...]:
    return (
        known_column("phone", "手机号码", _("Telephone"), PhoneCell(), required=False),
        known_column("area", "社区或村", _("Community or village"), PlaceCell(places=place_names())),
        known_column("address", "住址", _("Address"), Cell(), required=False),
        known_column("bank_account", "银行卡号", _("Bank account"), BankCell(), required=False),
        known_column("bank_name", "开户银行", _("Bank"), Cell(max_length=60), required=False),
    )


class HouseholdImport(ImportKind):
    code = "households"
    title = _("Households with their members")
    explanation = _("One line per person; the lines of one household have the same household number, one is the head.")
    key_column = "id_number"
    group_column = "household"

    def may_import(self, user: Any) -> Answer:
        return may_import_people(user)

    def columns(self, subject: str) -> Sequence[Column]:
        return (*_who(), *_where())

    def judge(self, lines: Sequence[Line], *, subject: str, by: Any, at: datetime) -> None:
        self._judge_heads(lines)
        refuse_foreign_places(lines, by)
        known = people_by_number([line.values.get("id_number", "") for line in lines])
        refuse_strangers(lines, "id_number", known, by)
        self._judge_homes(lines, known)

    def taken_key(self, lines: Sequence[Line], *, subject: str, at: datetime) -> str:
        return _taken_key(_head_of(lines))

    def take_over(self, lines: Sequence[Line], *, subject: str, by: Any, at: datetime) -> str:
        head = _head_of(lines)
        areas = {area.code: area for area in AdminArea.objects.communities()}
        try:
            household = services.open_household(head=_person(head, areas, by, at), by=by, at=at)
            for line in lines:
                if line is not head:
                    person = _person(line, areas, by, at)
                    relation = line.values["relation"]
                    services.add_member(household=household, person=person, relation=relation, by=by, at=at)
        except services.LivesElsewhere as error:
            raise Refused(str(error)) from error
        return str(household.reference)

    def _judge_heads(self, lines: Sequence[Line]) -> None:
        """One head per household. A line without relation, or a head beside them without number, may be it."""
        groups: dict[str, list[Line]] = {}
        stray = set()
        for line in lines:
            if line.group and "household" not in line.wrong_columns:
                groups.setdefault(line.group, []).append(line)
            elif line.values.get("relation") == HEAD:
                stray.add(line.number)
        for members in groups.values():
            heads = [line for line in members if line.values.get("relation") == HEAD]
            for line in heads[1:]:
                words = _text("This household has its head in row %(row)d already.") % {"row": heads[0].number}
                line.wrong("relation", words)
            has_doubt = any("relation" in line.wrong_columns for line in members)
            if not heads and not has_doubt and not stray & {members[0].number - 1, members[-1].number + 1}:
                members[0].wrong("relation", _text("No line of this household is its head."))

    def _judge_homes(self, lines: Sequence[Line], known: Mapping[str, Person]) -> None:
        """Who lives in a household already: known when this very household was taken over, else an error."""
        people = {person.merged_into_id or person.pk for person in known.values()}
        current = HouseholdMember.objects.current().values_list("person", flat=True)
        settled = in_pieces(people, lambda piece: dict.fromkeys(current.filter(person__in=piece)))
        before = taken_before(_taken_key(line) for line in lines if line.values.get("relation") == HEAD and line.key)
        of_group = {line.group: before[_taken_key(line)] for line in lines if line.key and _taken_key(line) in before}
        for line in lines:
            if line.group in of_group:
                line.known_as = of_group[line.group]
                continue
            person = known.get(line.values.get("id_number", ""))
            if person is not None and (person.merged_into_id or person.pk) in settled:
                line.wrong("id_number", _text("This person lives in a registered household already."))


def may_import_people(user: Any) -> Answer:
    """Staff who register people."""
    return YES if has_role(user, *REGISTRARS) else no(READ_ONLY)


def place_names() -> tuple[tuple[str, ...], ...]:
    """Code and names of every community and village; the name with its sub-district tells twins apart."""
    rows = AdminArea.objects.communities().order_by("code").values_list("code", "name", "official_name", "parent__name")
    return tuple(
        (code, name, official, f"{parent}{name}", f"{parent.removesuffix('办事处')}{name}")
        for code, name, official, parent in rows
    )


def people_by_number(numbers: Sequence[str]) -> dict[str, Person]:
    """Registered people by their number of 18 characters, found in the old or the present form; two queries per 500."""
    indexes = {index_of(Person, "id_number", number): number for number in numbers if number}
    found: dict[str, Person] = {}
    sealed = ("id_number", "phone", "bank_account", "address")
    for piece in pieces(indexes):
        for column in ("id_number_index", "present_number_index"):
            people = Person.objects.filter(**{f"{column}__in": piece}).order_by("pk").defer(*sealed)
            for person in people:
                found.setdefault(indexes[getattr(person, column)], person)
    return found


def refuse_strangers(lines: Sequence[Line], column: str, known: Mapping[str, Person], by: Any) -> None:
    """People who are registered elsewhere are not touched, and of them nothing more is said."""
    ids = {person.merged_into_id or person.pk for person in known.values()}
    may_see = Person.objects.visible_to(by).values_list("pk", flat=True)
    visible = in_pieces(ids, lambda piece: dict.fromkeys(may_see.filter(pk__in=piece)))
    for line in lines:
        person = known.get(line.values.get(column, ""))
        if person is not None and (person.merged_into_id or person.pk) not in visible:
            line.wrong(column, _text("This ID number is registered in another area. Ask the office responsible there."))


def refuse_foreign_places(lines: Sequence[Line], by: Any, column: str = "area") -> None:
    areas = {area.code: area for area in AdminArea.objects.communities()}
    for line in lines:
        code = line.values.get(column)
        if code and not may_register(by, areas[code]):
            line.wrong(column, _text("You do not register people of this community."))


def _head_of(lines: Sequence[Line]) -> Line:
    return next(line for line in lines if line.values.get("relation") == HEAD)


def _taken_key(head: Line) -> str:
    return f"households:{head.key}"


def _person(line: Line, areas: Mapping[str, AdminArea], by: Any, at: datetime) -> Person:
    """Registers the person; one who is registered in the reader's area stays as he is. Raises Refused."""
    values = line.values
    details = {name: values.get(name) or "" for name in ("phone", "bank_account", "bank_name", "address")}
    known = find_person_by_id_number(values["id_number"])
    if known is not None:
        if not Person.objects.visible_to(by).filter(pk=known.pk).exists():
            raise Refused(_("This ID number is registered in another area. Ask the office responsible there."))
        return known
    try:
        return services.register_person(
            name=values["name"], id_number=values["id_number"], area=areas[values["area"]], **details, by=by, at=at
        )
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    except services.PersonExists as error:
        raise Refused(str(error)) from error


HOUSEHOLDS = HouseholdImport()
