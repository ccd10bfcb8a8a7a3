from disclosure.services.calendar import note_done
from disclosure.services.keeping import keep_row
from disclosure.services.packs import discard_pack, prepare_pack, publish_pack
from disclosure.services.tracing import trace_everything, trace_next

__all__ = ["discard_pack", "keep_row", "note_done", "prepare_pack", "publish_pack", "trace_everything", "trace_next"]
