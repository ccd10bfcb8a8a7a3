"""Programs in the back office: texts are edited, terms are published as new versions, nothing is deleted."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.admin_access import RoleAdmin
from accounts.roles import ACCOUNTANT, FEDERATION_APPROVER, FEDERATION_REVIEWER, SYSTEM_ADMIN
from funds.money import yuan
from programs import services
from programs.forms import FigureForm, PublishTermsForm
from programs.models import PolicyParameter, Program, ProgramTerms
from programs.parameters import side_by_side
from programs.permissions import MANAGERS, may_manage_programs
from programs.rules import plain
from programs.selectors import figure_history, newest_version, terms_in_force
from programs.workflow import WORKFLOW
from web.admin_filters import state_filter
from workflow.machine import WorkflowError

READERS = (FEDERATION_REVIEWER, ACCOUNTANT)


@admin.register(Program)
class ProgramAdmin(RoleAdmin):
    view_roles = READERS
    change_roles = (FEDERATION_APPROVER,)
    add_roles = (FEDERATION_APPROVER, SYSTEM_ADMIN)
    change_form_template = "programs/admin_program.html"
    list_display = (
        "title_zh",
        "scheme_code",
        "fund",
        "state_label",
        "terms_version",
        "budget",
        "opens_on",
        "closes_on",
    )
    list_filter = (state_filter(WORKFLOW), "scheme_code")
    list_select_related = ("fund",)
    search_fields = ("title_zh", "title_en", "slug")
    fieldsets = (
        (None, {"fields": ("slug", "scheme_code", "fund", "budget_fen", "opens_on", "closes_on")}),
        (_("Texts of the guide page"), {"fields": services.GUIDE_FIELDS[:-1]}),
    )

    def get_queryset(self, request):
        begun = ProgramTerms.objects.filter(program=OuterRef("pk"), valid_from__lte=timezone.localdate())
        newest = begun.order_by("-valid_from", "-version").values("version")[:1]
        return super().get_queryset(request).annotate(version_in_force=Subquery(newest))

    def get_readonly_fields(self, request, obj=None):
        return ("slug", "scheme_code", "fund", "budget_fen", "opens_on") if obj else ()

    @admin.display(description=_("state"), ordering="state")
    def state_label(self, program):
        return WORKFLOW.states[program.state].label

    @admin.display(description=_("terms in force"))
    def terms_version(self, program):
        return program.version_in_force or "—"

    @admin.display(description=_("budget (yuan)"), ordering="budget_fen")
    def budget(self, program):
        return plain(yuan(program.budget_fen))

    def save_model(self, request, obj, form, change):
        """Both ways go through a service, so that the change has its audit event."""
        at = timezone.now()
        values = {name: form.cleaned_data[name] for name in form.cleaned_data}
        if change:
            services.update_guide(program=obj, changes=values, by=request.user, at=at)
            return
        texts = {name: values.pop(name) for name in services.GUIDE_FIELDS if name in values}
        named = {name: texts[name] for name in ("title_zh", "title_en", "summary_zh", "summary_en", "closes_on")}
        program = services.create_program(**values, **named, by=request.user, at=at)
        services.update_guide(program=program, changes=texts, by=request.user, at=at)
        obj.__dict__.update(program.__dict__)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context["verbs"] = [(t, answer) for t, answer in WORKFLOW.available(obj, request.user) if answer]
            context["history"] = obj.terms.select_related("published_by")
            context["may_publish"] = may_manage_programs(request.user)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_urls(self):
        own = [
            path(
                "<int:pk>/publish-terms/", self.admin_site.admin_view(self.publish_terms), name="programs_publish_terms"
            ),
            path("<int:pk>/open/", self.admin_site.admin_view(require_POST(self.open_view)), name="programs_open"),
            path("<int:pk>/close/", self.admin_site.admin_view(require_POST(self.close_view)), name="programs_close"),
        ]
        return own + super().get_urls()

    def publish_terms(self, request: HttpRequest, pk: int) -> HttpResponse:
        program = self._program(request, pk)
        at = timezone.now()
        last = terms_in_force(program, timezone.localdate(at)) or program.terms.order_by("-version").first()
        current = last.values if last else None
        if request.method != "POST":
            about = PublishTermsForm(
                initial={"valid_from": timezone.localdate(at), "based_on": newest_version(program)}
            )
            parameters = program.scheme.parameters(initial=current or {})
            return self._terms_page(request, program, last, parameters, about)
        about, parameters = PublishTermsForm(request.POST), program.scheme.parameters(request.POST)
        if about.is_valid() & parameters.is_valid():
            try:
                terms = services.publish_terms(
                    program=program, parameters=parameters.cleaned_data, **about.cleaned_data, by=request.user, at=at
                )
            except services.TermsChanged as changed:
                about.add_error("valid_from", str(changed))
                about.data = {**about.data.dict(), "based_on": newest_version(program)}
            except services.ProgramRefused as refusal:
                about.add_error("valid_from", str(refusal))
            else:
                self.message_user(request, _text("Version %(v)d of the terms is published.") % {"v": terms.version})
                return redirect(self._url_of(program))
        return self._terms_page(request, program, last, parameters, about, status=422)

    def open_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._move(request, pk, services.open_program, _text("The program is open."))

    def close_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._move(request, pk, services.close_program, _text("The program is closed."))

    def _move(self, request, pk, service, done: str) -> HttpResponse:
        program = self._program(request, pk)
        try:
            service(program=program, by=request.user, at=timezone.now())
        except (services.ProgramRefused, WorkflowError) as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        else:
            self.message_user(request, done)
        return redirect(self._url_of(program))

    def _program(self, request, pk: int) -> Program:
        """Raises 404 for a program that is not there, PermissionDenied (by the admin) for a reader."""
        program = get_object_or_404(self.get_queryset(request), pk=pk)
        self._demand(may_manage_programs(request.user))
        return program

    def _terms_page(self, request, program, last, parameters, about, *, status: int = 200) -> HttpResponse:
        scheme_form = program.scheme.parameters
        old = last.values if last else None
        lines = side_by_side(scheme_form, old, old or {})
        context = {
            **self.admin_site.each_context(request),
            "title": _text("Publish new terms"),
            "opts": self.opts,
            "program": program,
            "last": last,
            "about": about,
            "rows": [(line, parameters[line.name]) for line in lines],
            "errors": bool(parameters.errors or about.errors),
            "back": self._url_of(program),
        }
        return render(request, "programs/admin_publish_terms.html", context, status=status)

    def _url_of(self, program) -> str:
        return reverse("admin:programs_program_change", args=[program.pk])

    def _demand(self, answer) -> None:
        if not answer:
            raise PermissionDenied(str(answer.reason))


@admin.register(ProgramTerms)
class ProgramTermsAdmin(RoleAdmin):
    """Published terms are read, never changed."""

    view_roles = (*READERS, FEDERATION_APPROVER)
    administrators_change = False
    change_form_template = "programs/admin_terms.html"
    list_display = ("program", "version", "valid_from", "published_by", "published_at")
    list_filter = ("program",)
    list_select_related = ("program", "published_by")
    fields = ("program", "version", "valid_from", "source", "published_by", "published_at")

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        before = obj.program.terms.filter(version=obj.version - 1).first()
        old = before.values if before else None
        context["lines"] = side_by_side(obj.program.scheme.parameters, old, obj.values)
        return super().render_change_form(request, context, add, change, form_url, obj)


@admin.register(PolicyParameter)
class PolicyParameterAdmin(RoleAdmin):
    """A value is published and read, never changed: the next one replaces it."""

    view_roles = (*READERS, FEDERATION_APPROVER)
    add_roles = MANAGERS
    administrators_change = False
    form = FigureForm
    change_form_template = "programs/admin_figure.html"
    list_display = (
        "label",
        "area",
        "value",
        "unit",
        "effective_from",
        "effective_to",
        "sureness",
        "version",
    )
    list_filter = ("code", "mark")
    list_select_related = ("area",)
    fields = ("code", "area", "value", "effective_from", "effective_to", "source", "mark", "confirmed_by")

    @admin.display(description=_("figure"), ordering="code")
    def label(self, row):
        return row.label

    @admin.display(description=_("unit"))
    def unit(self, row):
        return row.unit

    @admin.display(description=_("how sure"), ordering="mark")
    def sureness(self, row):
        return _text("to be confirmed") if row.needs_confirmation else row.confirmed_by or row.get_mark_display()

    def save_model(self, request, obj, form, change):
        row = services.publish_figure(**form.cleaned_data, by=request.user, at=timezone.now())
        obj.__dict__.update(row.__dict__)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["history"] = figure_history(obj) if obj else ()
        return super().render_change_form(request, context, add, change, form_url, obj)
