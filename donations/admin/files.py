"""Files of gifts, and which heading of a kind of file is which column."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin_reading import NONE
from donations.admin.reading import ReadGifts
from donations.file_columns import COLUMNS
from donations.models import ColumnMap, GiftFile


class ColumnsInWords:
    @admin.display(description=_("columns"))
    def columns_shown(self, row):
        """捐款金额 → 金额（元）, in the order of our columns."""
        pairs = ((row.columns.get(column.code), column.label) for column in COLUMNS)
        return "; ".join(f"{heading} → {label}" for heading, label in pairs if heading) or NONE


@admin.register(GiftFile)
class GiftFileAdmin(ColumnsInWords, ReadGifts):
    own_page = "donations:file"
    list_display = ("reference", "channel", "fund", "lines", "uploaded_by", "uploaded_at", "emptied_at")
    list_filter = ("channel", "fund")
    list_select_related = ("fund", "uploaded_by")
    search_fields = ("=reference",)
    hidden = ("check_job", "take_job")

    @admin.display(description=_("Headings of the file"))
    def headings_shown(self, file):
        return ", ".join(heading for heading in file.headings if heading) or NONE


@admin.register(ColumnMap)
class ColumnMapAdmin(ColumnsInWords, ReadGifts):
    list_display = ("channel", "columns_shown", "saved_by", "saved_at")
    list_filter = ("channel",)
    list_select_related = ("saved_by",)
    hidden = ("headings_key",)
