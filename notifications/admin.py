"""The delivery log: what was said to whom over which channel, and whether it arrived."""

from django.contrib import admin, messages
from django.template.defaultfilters import truncatechars
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from audit.labels import event_label
from notifications import services
from notifications.channels import channels
from notifications.models import Delivery
from notifications.problems import problem_in_words


class ChannelFilter(admin.SimpleListFilter):
    title = _("channel")
    parameter_name = "channel"

    def lookups(self, request, model_admin):
        return [(code, channel.title) for code, channel in channels().items()]

    def queryset(self, request, queryset):
        return queryset.filter(channel=self.value()) if self.value() else queryset


@admin.register(Delivery)
class DeliveryAdmin(admin.ModelAdmin):
    """Read-only, with one action for those who may change: "send again"."""

    list_display = (
        "created_at",
        "what",
        "whom",
        "way",
        "state",
        "ended_at",
        "attempts",
        "trouble",
    )
    list_filter = ("state", ChannelFilter, "category", "is_urgent")
    list_select_related = ("user", "event")
    search_fields = ("=recipient_key", "=occasion", "=provider_ref")
    search_help_text = _("Recipient (user:12), occasion or provider reference, exactly as shown")
    list_per_page = 50
    show_full_result_count = False
    ordering = ("-id",)
    actions = ("send_again",)
    exclude = ("title", "body", "path")

    @admin.display(description=_("message"), ordering="message")
    def what(self, delivery):
        """In words as far as they are kept: an e-mail or SMS is not, so its kind stands for it."""
        return (
            truncatechars(delivery.title, 40)
            or f"{delivery.get_category_display()} · {event_label(delivery.event.code)}"
        )

    @admin.display(description=_("delivery problem"), ordering="problem")
    def trouble(self, delivery):
        return problem_in_words(delivery.problem)

    @admin.display(description=_("recipient"), ordering="recipient_key")
    def whom(self, delivery):
        return f"{delivery.user} · {delivery.recipient_key}" if delivery.user else delivery.recipient_key

    @admin.display(description=_("channel"), ordering="channel")
    def way(self, delivery):
        known = channels().get(delivery.channel)
        return known.title if known else delivery.channel

    @admin.action(description=_("Send again"), permissions=["change"])
    def send_again(self, request, queryset):
        done, waiting = 0, 0
        for delivery in queryset[: self.list_per_page]:
            try:
                services.send_again(delivery=delivery, by=request.user, at=timezone.now())
                done += 1
            except services.NotEnded:
                waiting += 1
        self._report(request, done, waiting)

    def _report(self, request, done: int, waiting: int) -> None:
        if done:
            text = ngettext("%(n)d message will be sent again.", "%(n)d messages will be sent again.", done)
            self.message_user(request, text % {"n": done}, messages.SUCCESS)
        if waiting:
            text = ngettext(
                "%(n)d message is still on its way; nothing was changed.",
                "%(n)d messages are still on their way; nothing was changed.",
                waiting,
            )
            self.message_user(request, text % {"n": waiting}, messages.WARNING)

    def get_readonly_fields(self, request, obj=None):
        return [field.name for field in Delivery._meta.fields if field.name not in self.exclude]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
