"""志愿服务品牌项目: a project known by its name, with a page of its own."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.permissions import has_role
from volunteers.choices import ServiceField
from volunteers.models.people import OVERSEERS, VolunteerTeam, in_language


class BrandProjectQuerySet(models.QuerySet["BrandProject"]):
    def visible_to(self, user: Any) -> "BrandProjectQuerySet":
        """Everybody sees what is published; its team and overseers see the others too."""
        if not user.is_authenticated:
            return self.filter(is_published=True)
        if has_role(user, *OVERSEERS):
            return self
        led = models.Q(team__in=VolunteerTeam.objects.led_by(user).values("pk"))
        return self.filter(models.Q(is_published=True) | led)


class BrandProject(models.Model):
    slug = models.SlugField(_("address of the page"), max_length=60, unique=True)
    name_zh = models.CharField(_("name"), max_length=60, unique=True)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    slogan_zh = models.CharField(_("one sentence"), max_length=120)
    slogan_en = models.CharField(_("one sentence in English"), max_length=200, blank=True)
    story_zh = models.TextField(_("what it is about"), blank=True)
    story_en = models.TextField(_("what it is about, in English"), blank=True)
    field = models.CharField(_("field of service"), max_length=30, choices=ServiceField.choices)
    team = models.ForeignKey(
        VolunteerTeam, on_delete=models.PROTECT, related_name="projects", verbose_name=_("volunteer team")
    )
    since = models.DateField(_("since"))
    is_published = models.BooleanField(_("published"), default=False)

    objects = BrandProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("branded project")
        verbose_name_plural = _("branded projects")
        ordering = ["name_zh"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self.name_zh, self.name_en)

    @property
    def slogan(self) -> str:
        return in_language(self.slogan_zh, self.slogan_en)

    @property
    def story(self) -> str:
        return in_language(self.story_zh, self.story_en)
