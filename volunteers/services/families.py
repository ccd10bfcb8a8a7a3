"""Who may act for whom: asked by family, confirmed by the volunteer, revocable by either side."""

from datetime import datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from volunteers.choices import Agreement, LinkEnd, Relation
from volunteers.locking import locked_volunteers, taking_turns
from volunteers.models import FamilyLink, VolunteerTeam
from volunteers.permissions import may_confirm_family, may_end_family
from volunteers.services.persons import Person, known_or_registered
from volunteers.services.profiles import update_profile
from volunteers.services.standing import end_places_taken_by
from volunteers.services.teams import add_member
from volunteers.services.watching import end_watches_by
from workflow.machine import NotAllowed, Refused

MOST = 10  # people that one account signs up: a family, not an agency
GUARDIANS = (Relation.PARENT, Relation.GUARDIAN)


@taking_turns
def ask_to_act(*, person: Person, relation: str, team: VolunteerTeam, by: Any, at: datetime) -> FamilyLink:
    """Family asks to sign somebody up, whom this registers unless he is a volunteer already.

    Nothing may be done before it is confirmed. Raises AlreadyRegistered, and Refused for oneself, a second time or too
    many.
    """
    if FamilyLink.objects.open().filter(actor=by).count() >= MOST:
        raise Refused(_("One account signs up for at most %(number)d people. Please call the team.") % {"number": MOST})
    volunteer = known_or_registered(person=person, by=by, at=at)
    locked_volunteers([volunteer.pk])
    if volunteer.user_id == by.pk:
        raise Refused(_("This is yourself. You sign up without anybody's agreement."))
    if FamilyLink.objects.open().filter(volunteer=volunteer, actor=by).exists():
        raise Refused(_("You have asked for this person already. The list shows how it stands."))
    link = FamilyLink.objects.create(volunteer=volunteer, actor=by, relation=relation, team=team, asked_at=at)
    data = {"volunteer": volunteer.pk, "relation": str(relation)}
    record("volunteers.family_asked", subject=link, by=by, at=at, data=data)
    return link


@taking_turns
def confirm_with_account(*, link: FamilyLink, by: Any, at: datetime) -> FamilyLink:
    """The volunteer agrees with his own account. Raises NotAllowed for anybody else, Refused when it is answered."""
    fresh = _waiting(link)
    if fresh.volunteer.user_id != by.pk:
        raise NotAllowed(_("Only the volunteer can agree here. At the desk a leader confirms it."))
    return _confirm(fresh, Agreement.ACCOUNT, "", by, at)


@taking_turns
def confirm_at_desk(*, link: FamilyLink, agreement: str, evidence: str, by: Any, at: datetime) -> FamilyLink:
    """A leader has heard or read that the volunteer agrees; he becomes a member of the team when he is none yet.

    For a minor whose parent or guardian asks this is the guardian's consent too. Raises NotAllowed (who asked, other
    teams), Refused without saying where a signed paper is kept, or when it is answered already.
    """
    fresh = _waiting(link)
    answer = may_confirm_family(by, fresh)
    if not answer:
        raise NotAllowed(answer.reason)
    if agreement not in (Agreement.IN_PERSON, Agreement.PAPER):
        raise Refused(_("Please say how the volunteer agreed."))
    if agreement == Agreement.PAPER and not evidence.strip():
        raise Refused(_("Please write where the signed paper is kept."))
    VolunteerTeam.objects.select_for_update(of=("self",), no_key=True).get(pk=fresh.team_id)
    add_member(fresh.team, fresh.volunteer.user, by, at)
    _note_guardian(fresh, by, at)
    return _confirm(fresh, agreement, evidence.strip(), by, at)


@taking_turns
def end_link(*, link: FamilyLink, by: Any, at: datetime) -> FamilyLink:
    """Refuses what is asked, or revokes what was agreed. Sign-ups made before stay and are the volunteer's to cancel;
    standing places that this family took end, because they would go on signing him up.

    Locks the volunteer, as signing up does: after this nobody signs him up by it any more. Raises NotAllowed, Refused.
    """
    fresh = _locked(link)
    answer = may_end_family(by, fresh)
    if not answer:
        raise NotAllowed(answer.reason)
    if fresh.ended_at:
        raise Refused(_("This has ended already."))
    fresh.ended_at, fresh.ended_by, fresh.end_reason = at, by, _reason(fresh, by)
    fresh.save(update_fields=["ended_at", "ended_by", "end_reason"])
    data = {"volunteer": fresh.volunteer_id, "reason": str(fresh.end_reason)}
    record("volunteers.family_ended", subject=fresh, by=by, at=at, data=data)
    pair = {"actor_id": fresh.actor_id, "volunteer_id": fresh.volunteer_id}
    end_places_taken_by(**pair, by=by, at=at)
    end_watches_by(**pair, by=by, at=at)
    return fresh


def _reason(link: FamilyLink, by: Any) -> LinkEnd:
    if link.confirmed_at:
        return LinkEnd.REVOKED
    return LinkEnd.WITHDRAWN if link.actor_id == by.pk else LinkEnd.REFUSED


def _confirm(link: FamilyLink, agreement: str, evidence: str, by: Any, at: datetime) -> FamilyLink:
    link.confirmed_at, link.confirmed_by, link.agreement, link.evidence = at, by, agreement, evidence
    link.save(update_fields=["confirmed_at", "confirmed_by", "agreement", "evidence"])
    data = {"volunteer": link.volunteer_id, "agreement": str(agreement)}
    record("volunteers.family_confirmed", subject=link, by=by, at=at, data=data)
    return link


def _note_guardian(link: FamilyLink, by: Any, at: datetime) -> None:
    today, volunteer = localdate(at), link.volunteer
    if link.relation in GUARDIANS and volunteer.is_minor_on(today) and volunteer.guardian_consent_on is None:
        agreed = {"guardian_consent_on": today, "guardian_account": link.actor}
        update_profile(volunteer=volunteer, changes=agreed, by=by, at=at)


def _waiting(link: FamilyLink) -> FamilyLink:
    fresh = _locked(link)
    if fresh.confirmed_at or fresh.ended_at:
        raise Refused(_("This was answered already. Please load the page again."))
    return fresh


def _locked(link: FamilyLink) -> FamilyLink:
    locked_volunteers([link.volunteer_id])
    return FamilyLink.objects.select_related("volunteer__user", "team", "actor").get(pk=link.pk)
