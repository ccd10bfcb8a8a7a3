"""What demo families answer: the eligible case of each scheme, moved to the day of the demo."""

from datetime import date, timedelta
from typing import Any

from applications import steps
from applications.demo.people import DemoPerson
from programs.answers import as_json
from programs.models import Program

WORDS = {
    "school_name": "高新区第二中学(演示)",
    "class_name": "八年级1班",
    "situation": "母亲独自抚养，收入不稳定(演示)。",
    "guardian_relation": "parent",
    "need_story": "出租屋失火，衣物被褥烧毁，急需临时住处(演示)。",
    "has_dementia": True,
    "university": "演示大学",
    "employer_name": "高新区环卫保洁公司(演示)",
    "employer_uscc": "91410199MADEM0B112",
    "diagnosis": "演示诊断",
    "hospital": "郑州市中心医院高新区医院",
    "office_kind": "procuratorate",
    "office_name": "高新区检察机关办案联系点(演示)",
    "is_restricted": False,
    "crime_summary": "被害人因案致残，被告人无赔偿能力(演示)。",
    "unable_to_live_alone": False,
}

ACCOUNT = ("bank_account", "bank_name")


def answers_for(
    program: Program, person: DemoPerson, guardian: DemoPerson, area: str, number: int, today: date
) -> dict:
    """By page, JSON-ready. `number` keeps invoice and case numbers apart."""
    scheme = program.scheme
    fixed = {
        **WORDS,
        "guardian_name": guardian.name,
        "guardian_phone": guardian.phone,
        "referral_number": f"YS-{today.year}-{number:04d}",
        "case_number": f"XS-{today.year}-{number:04d}",
        "invoice_numbers": (f"YSFP{number:06d}", f"YSFP{number:06d}B"),
        "incident_on": today - timedelta(days=2),
        "admission_year": today.year,
        "bills_from": today - timedelta(days=150),
        "bills_to": today - timedelta(days=40),
    }
    who = _who(scheme.is_for_minors, person, guardian, area)
    if scheme.lane == "in_kind":
        who = {name: value for name, value in who.items() if name not in ACCOUNT}
    pages: dict[str, dict[str, Any]] = {steps.PERSON: who}
    for step in scheme.steps:
        known = {**scheme.baseline.facts, **fixed}
        pages[step.code] = as_json({name: known[name] for name in step.form_class.base_fields if name in known})
    pages[steps.CONSENTS] = {
        need.purpose: True for need in scheme.consents if need.when is None or scheme.is_for_minors
    }
    return pages


def _who(is_minor: bool, person: DemoPerson, guardian: DemoPerson, area: str) -> dict[str, Any]:
    payee = guardian if is_minor else person
    common = {
        "name": person.name,
        "id_number": person.id_number,
        "area": area,
        "address": person.address,
        "hukou_in_zone": True,
        "bank_account": payee.bank_account,
        "bank_name": "演示银行高新区支行",
    }
    return {**common, "guardian_id_number": guardian.id_number} if is_minor else {**common, "phone": person.phone}
