"""Skills that help in an activity. They let nobody in or out: they find the right people and suggest shifts to them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from volunteers.models.shifts import Activity
from volunteers.models.skills import Skill


class ActivitySkill(models.Model):
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="wanted_skills")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="activities")

    class Meta:
        verbose_name = _("skill that helps")
        verbose_name_plural = _("skills that help")
        ordering = ["skill"]
        constraints = [models.UniqueConstraint(fields=["activity", "skill"], name="volunteers_wanted_skill_once")]

    def __str__(self) -> str:
        return f"{self.activity_id}: {self.skill_id}"
