"""What a person wants to be told over which channel."""

from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms

from notifications.categories import Category
from notifications.channels import channels
from notifications.channels.base import Channel
from notifications.messages import all_messages
from notifications.models import Wish
from web.forms import PortalFormHelper


class WishesForm(forms.Form):
    """One choice per category and channel; named `<category>-<channel>`."""

    def __init__(self, *args, wishes: dict[tuple[str, str], str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.pairs = [(category, channel) for category in offered_categories() for channel in offered_channels()]
        for category, channel in self.pairs:
            self.fields[f"{category}-{channel.code}"] = forms.ChoiceField(
                label=channel.title,
                choices=Wish.choices,
                initial=wishes.get((category, channel.code), Wish.WHEN_NEEDED),
            )
        self.helper = PortalFormHelper()
        self.helper.layout = Layout(*[_fieldset(category) for category in offered_categories()])

    def wishes(self) -> dict[tuple[str, str], str]:
        return {
            (category, channel.code): self.cleaned_data[f"{category}-{channel.code}"]
            for category, channel in self.pairs
        }


def offered_categories() -> list[Category]:
    """Those in which some message can be switched off."""
    used = {message.category for message in all_messages() if message.may_disable}
    return [category for category in Category if category in used]


def offered_channels() -> list[Channel]:
    return [channel for channel in channels().values() if channel.may_disable and channel.is_configured()]


def _fieldset(category: Category) -> Fieldset:
    columns = [Column(f"{category}-{channel.code}", css_class="col-md-6") for channel in offered_channels()]
    return Fieldset(category.label, Row(*columns))
