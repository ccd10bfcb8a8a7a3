"""The campaigns by code, for the pages of the books."""

from donations.models import Campaign


def titles_of_campaigns() -> list[tuple[str, str]]:
    """The latest first, in the reader's language."""
    return [(campaign.code, campaign.title) for campaign in Campaign.objects.only("code", "title_zh", "title_en")]
