"""Which skills help in an activity."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from audit.recording import record
from volunteers.models import Activity, ActivitySkill, Skill
from volunteers.permissions import may_keep_activities
from workflow.machine import NotAllowed


@transaction.atomic
def set_wanted_skills(*, activity: Activity, skills: Iterable[Skill], by: Any, at: datetime) -> bool:
    """Replaces the list; False when it was the same. Raises NotAllowed for anybody who does not keep the activity."""
    answer = may_keep_activities(by, activity.team)
    if not answer:
        raise NotAllowed(answer.reason)
    Activity.objects.select_for_update(of=("self",), no_key=True).get(pk=activity.pk)
    wanted = {skill.pk for skill in skills}
    known = set(ActivitySkill.objects.filter(activity=activity).order_by().values_list("skill", flat=True))
    if wanted == known:
        return False
    ActivitySkill.objects.filter(activity=activity, skill__in=known - wanted).delete()
    ActivitySkill.objects.bulk_create(ActivitySkill(activity=activity, skill_id=pk) for pk in sorted(wanted - known))
    record("volunteers.wanted_skills_set", subject=activity, by=by, at=at, data={"skills": sorted(wanted)})
    return True
