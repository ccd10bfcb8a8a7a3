import os
import stat
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from tests.racing import race
from web.storage import WholeFileStorage


@pytest.fixture
def storage(tmp_path):
    return WholeFileStorage(location=tmp_path)


def files(storage):
    return sorted(path.name for path in Path(storage.location).rglob("*") if path.is_file())


def content(storage, name):
    return Path(storage.path(name)).read_bytes()


def test_uploads_are_stored_whole_by_default():
    assert isinstance(default_storage, WholeFileStorage)


def test_a_file_is_stored_for_its_owner_alone(storage):
    name = storage.save("papers/a.jpg", ContentFile(b"123"))

    assert name == "papers/a.jpg"
    assert content(storage, name) == b"123"
    assert stat.S_IMODE(os.stat(storage.path(name)).st_mode) == 0o600


def test_an_interrupted_upload_leaves_nothing(storage):
    class Interrupted(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"half"
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        storage.save("a.jpg", Interrupted(b"whole"))

    assert files(storage) == []


def test_a_full_disk_leaves_nothing(storage, monkeypatch):
    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="No space"):
        storage.save("a.jpg", ContentFile(b"123"))
    assert files(storage) == []


def test_twenty_at_once_under_one_name_are_twenty_whole_files(storage, db):
    names = race(20, lambda number: storage.save("a.jpg", ContentFile(bytes([number]) * 5000)))

    assert len(set(names)) == 20
    assert [content(storage, name) for name in names] == [bytes([number]) * 5000 for number in range(20)]
