"""Does every chain still hold? Used by `manage.py verify`."""

from collections.abc import Iterator

from audit.models import Event
from audit.recording import GENESIS, event_hash


def broken_links() -> Iterator[str]:
    """Walks every stream in order and names each event that was changed, removed or slipped in.

    Cutting the tail of a stream cannot be seen from the chain alone; the version of the subject's row shows that.
    """
    stream, seq, previous = "", 0, GENESIS
    for event in Event.objects.order_by("stream", "seq").iterator(chunk_size=2000):
        if event.stream != stream:
            stream, seq, previous = event.stream, 0, GENESIS
        if event.seq != seq + 1 or event.prev_hash != previous:
            yield f"audit event {event.pk}: not the successor of {stream}#{seq}"
        elif event.hash != event_hash(event):
            yield f"audit event {event.pk}: changed after it was written"
        seq, previous = event.seq, event.hash
