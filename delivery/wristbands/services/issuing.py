"""Handing a band to its wearer: the reason, whom it calls, the signed consent, and from then on it works."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from applications import states as case_states
from applications.models import Application
from applications.models.handover import Handover
from applications.services.in_kind import record_delivery
from audit.recording import record
from beneficiaries.consents import PURPOSES, text_hash
from beneficiaries.models import Person
from beneficiaries.permissions import may_edit
from beneficiaries.selectors import guardians_of
from beneficiaries.services import GuardianMustSign, record_consent
from delivery.wristbands import states
from delivery.wristbands.choices import MovementKind, Place, Signing
from delivery.wristbands.models import Band, EmergencyContact, Issue
from delivery.wristbands.permissions import may_issue_in
from delivery.wristbands.roles import ISSUERS
from delivery.wristbands.services.moving import fire
from delivery.wristbands.services.stock import lock_batches, move_bands
from delivery.wristbands.turns import NO_REASON, bands_at_hand, people_before, turn_of_facts
from delivery.wristbands.workflow import ISSUE
from programs.schemes.wristband.terms import CODE
from protection.indexing import index_of
from protection.sealing import seal
from protection.validators import is_mobile, normalise_phone
from web.references import new_reference
from workflow.machine import NotAllowed, Refused

PREFIX = "SH"  # 手环
CONSENTS = ("PROCESS_SENSITIVE", "LOCATION_FINDER")
RECEIVERS = {"self": Handover.Receiver.APPLICANT, "other_guardian": Handover.Receiver.GUARDIAN}
MOST_CONTACTS = 3
ITEM = "防走失手环1只"  # without the serial number: who wore which band is forgotten before the case file is


@dataclass(frozen=True)
class Contact:
    """Whom the band calls; the place in the list is the turn."""

    name: str
    relation: str
    phone: str


@dataclass(frozen=True)
class Consent:
    """Who signed. `drawing` is the picture as base64 text, "" when it was signed on paper."""

    name: str
    relation: str
    signing: str
    drawing: str = ""


@transaction.atomic
def issue_band(
    *,
    band: Band,
    wearer: Person,
    facts: Mapping[str, Any],
    contacts: Sequence[Contact],
    consent: Consent,
    application: Application | None = None,
    replaces: Issue | None = None,
    by: Any,
    at: datetime,
) -> Issue:
    """Hands over and takes into use in one transaction; an approved application is recorded as handed over with it.

    `facts` are the answers at the counter (has_dementia, disability_class, medical_proof, lives_alone). Raises
    NotAllowed; Refused with the sentence to show; ValidationError by field for numbers that cannot be.
    """
    _refuse_strangers(by, wearer)
    lock_batches()
    band = _band_to_issue(band, by)
    wearer = Person.objects.select_for_update(of=("self",)).select_related("area__parent").get(pk=wearer.pk)
    if Issue.objects.live().filter(wearer__in=Person.objects.same_as(wearer)).exists():
        raise Refused(_("This person has a band already. Replace it instead."))
    turn = replaces.category if replaces else _turn(application, facts, wearer, at)
    if replaces is None:
        _refuse_out_of_turn(turn, application)
    issue = _new_issue(band, wearer, turn, consent, application, replaces, by, at)
    name_contacts(issue, contacts, at=at)
    _keep_consent(issue, wearer, consent, by, at)
    move_bands([band], MovementKind.ISSUE, by=by, at=at)
    if application is not None:
        _hand_over(application, consent, by, at)
    fire(ISSUE, "bind", issue, by=by, at=at, bound_at=at)
    return issue


def name_contacts(issue: Issue, contacts: Sequence[Contact], *, at: datetime) -> list[EmergencyContact]:
    """Writes the contacts of an issue that has none. Raises Refused, ValidationError (by the field of the form)."""
    named = [contact for contact in contacts if contact.name.strip() or contact.phone.strip()]
    if not 1 <= len(named) <= MOST_CONTACTS:
        raise Refused(_("Name one to three people whom the band calls."))
    phones = [_phone(contact, turn) for turn, contact in enumerate(named, start=1)]
    if not is_mobile(phones[0]):
        raise ValidationError(
            {"contact1_phone": _("The first contact needs a mobile number: the alarm comes as a text message.")}
        )
    if len(set(phones)) < len(phones):
        raise Refused(_("Each contact needs a telephone of his own."))
    links = guardians_of(issue.wearer, on=timezone.localdate(at)) if issue.wearer else []
    guardians = [link.guardian for link in links]
    rows = [
        _contact_row(issue, turn, contact, phone, guardians)
        for turn, (contact, phone) in enumerate(zip(named, phones, strict=True), start=1)
    ]
    return EmergencyContact.objects.bulk_create(rows)


@transaction.atomic
def change_contacts(*, issue: Issue, contacts: Sequence[Contact], by: Any, at: datetime) -> Issue:
    """Other people or telephones from now on. Raises NotAllowed, Refused, ValidationError."""
    issue = Issue.objects.select_for_update().get(pk=issue.pk)
    if not (answer := may_issue_in(by, issue.area_id)):
        raise NotAllowed(answer.reason)
    if issue.state not in states.LIVE or issue.wearer is None:
        raise Refused(_("This band is not worn any more."))
    issue.contacts.all().delete()
    name_contacts(issue, contacts, at=at)
    record("wristbands.contacts_changed", subject=issue, by=by, at=at, data={"contacts": issue.contacts.count()})
    return issue


def _refuse_strangers(by: Any, wearer: Person) -> None:
    for answer in (may_issue_in(by, wearer.area_id), may_edit(by, wearer)):
        if not answer:
            raise NotAllowed(answer.reason)


def _band_to_issue(band: Band, by: Any) -> Band:
    found = Band.objects.to_issue_by(by, *ISSUERS).filter(pk=band.pk, sheet__confirmed_at__isnull=False).first()
    if found is None:
        raise Refused(_("This band is not at hand here: it is with another event or station, or was issued already."))
    return found


def _turn(application: Application | None, facts: Mapping[str, Any], wearer: Person, at: datetime) -> int:
    if application is not None:
        if application.program.scheme_code != CODE or application.state != case_states.APPROVED:
            raise Refused(_("The application is not approved, or was handed over already."))
        if application.applicant_id != wearer.pk:
            raise Refused(_("The application is somebody else's."))
        turn = application.assessment.get("priority") or NO_REASON
        if turn != NO_REASON:
            return turn
    turn = turn_of_facts({**facts, "birth_date": wearer.birth_date}, timezone.localdate(at))
    if turn == NO_REASON and application is None:
        raise Refused(_("Bands are for people with dementia or a mental or intellectual disability, and for elders."))
    return turn


def _refuse_out_of_turn(turn: int, application: Application | None) -> None:
    before = people_before(turn, application)
    if before and bands_at_hand() <= before:
        raise Refused(
            _("There are too few bands: %(count)d people with a more urgent reason wait with an approved application.")
            % {"count": before}
        )


def _new_issue(
    band: Band,
    wearer: Person,
    turn: int,
    consent: Consent,
    application: Application | None,
    replaces: Issue | None,
    by: Any,
    at: datetime,
) -> Issue:
    if not consent.name.strip():
        raise ValidationError({"signer_name": _("Enter who signed.")})
    if consent.signing == Signing.DRAWN and not consent.drawing:
        raise ValidationError({"signing": _("The signature is missing: draw it, or have the paper form signed.")})
    issue = Issue(
        reference=new_reference(PREFIX),
        band=band,
        wearer=wearer,
        application=application,
        replaces=replaces,
        category=turn,
        area=wearer.area,
        event=band.event if band.place == Place.ALLOCATED else None,
        issued_at=at,
        issued_by=by,
        signer_name=consent.name.strip(),
        signer_relation=consent.relation,
        signing=consent.signing,
        consent_version=text_hash("\n".join(str(PURPOSES[code].text) for code in CONSENTS)),
        state=states.ISSUED,
        state_since=at,
    )
    seal(issue, "signature", consent.drawing)
    issue.save()
    data = {"band": band.number, "category": turn, "replaces": replaces.pk if replaces else None}
    record("wristbands.issued", subject=issue, by=by, at=at, data=data)
    return issue


def _contact_row(
    issue: Issue, turn: int, contact: Contact, phone: str, guardians: Sequence[Person]
) -> EmergencyContact:
    row = EmergencyContact(issue=issue, position=turn, name=contact.name.strip(), relation=contact.relation)
    seal(row, "phone", phone)
    index = index_of(Person, "phone", phone)  # each column has a key of its own
    row.person = next((person for person in guardians if person.phone_index == index), None)
    return row


def _phone(contact: Contact, turn: int) -> str:
    if not contact.name.strip():
        raise ValidationError({f"contact{turn}_name": _("Enter the name.")})
    try:
        return normalise_phone(contact.phone)
    except ValidationError as error:
        raise ValidationError({f"contact{turn}_phone": error}) from error


def _keep_consent(issue: Issue, wearer: Person, consent: Consent, by: Any, at: datetime) -> None:
    """In the register too, where the law lets this signer stand there: the wearer, or a registered guardian.

    Another relative's signature stands with the band (signer, version, drawing), until a guardian is registered.
    """
    channel = "portal" if consent.signing == Signing.DRAWN else "paper"
    signer = wearer if consent.relation == "self" else _guardian_who_signed(issue, wearer, consent, at)
    if signer is None:
        return
    try:
        for purpose in CONSENTS:
            record_consent(person=wearer, purpose=purpose, signer=signer, channel=channel, by=by, at=at)
    except GuardianMustSign as refusal:
        raise Refused(str(refusal)) from refusal


def _guardian_who_signed(issue: Issue, wearer: Person, consent: Consent, at: datetime) -> Person | None:
    links = guardians_of(wearer, on=timezone.localdate(at))
    return next((link.guardian for link in links if link.guardian.name == consent.name.strip()), None)


def _hand_over(application: Application, consent: Consent, by: Any, at: datetime) -> None:
    receiver = RECEIVERS.get(consent.relation, Handover.Receiver.RELATIVE)
    record_delivery(
        application=application,
        item=ITEM,
        receiver=receiver,
        receiver_name=consent.name.strip(),
        is_signed=True,
        note="",
        handed_at=at,
        by=by,
        at=at,
    )
