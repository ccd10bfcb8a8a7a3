"""A file that only the holder of the backup key can read, and that shows every change, cut or swap of its parts.

Layout: magic, 16 bytes of salt, then frames. A frame is one byte (1 for the last frame), four bytes of length and
that many bytes of AES-256-GCM ciphertext; its nonce is its number, its additional data the number and the last-mark.
The key of each file is derived from the backup key and the salt, so numbers may start at zero in every file.
"""

import os
import struct
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

MAGIC = b"PORTAL-BACKUP-1\n"
SALT_BYTES = 16
FRAME_BYTES = 1024 * 1024
CUT = "The backup ends too early; it was cut off."
HEADER = struct.Struct(">BI")


class NotReadable(Exception):
    """Not a backup, made with another key, or changed since."""


class SealedWriter:
    """A writable file object: what is written is sealed frame by frame; `close` marks the last one."""

    def __init__(self, target: BinaryIO, key: bytes) -> None:
        salt = os.urandom(SALT_BYTES)
        target.write(MAGIC + salt)
        self._target, self._cipher = target, _cipher(key, salt)
        self._waiting = bytearray()
        self._number = 0

    def write(self, data: bytes) -> int:
        self._waiting += data
        while len(self._waiting) > FRAME_BYTES:
            self._seal(bytes(self._waiting[:FRAME_BYTES]), is_last=False)
            del self._waiting[:FRAME_BYTES]
        return len(data)

    def close(self) -> None:
        self._seal(bytes(self._waiting), is_last=True)
        self._waiting.clear()

    def _seal(self, plain: bytes, *, is_last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._number), plain, _mark(self._number, is_last))
        self._target.write(HEADER.pack(is_last, len(sealed)) + sealed)
        self._number += 1


class SealedReader:
    """A readable file object over the plain bytes. Raises NotReadable; bytes it gave out before were genuine."""

    def __init__(self, source: BinaryIO, key: bytes) -> None:
        if source.read(len(MAGIC)) != MAGIC:
            raise NotReadable("This file is not a backup of the portal.")
        self._frames = _frames(source, _cipher(key, source.read(SALT_BYTES)))
        self._waiting = bytearray()

    def read(self, size: int) -> bytes:
        while len(self._waiting) < size:
            frame = next(self._frames, None)
            if frame is None:
                break
            self._waiting += frame
        data = bytes(self._waiting[:size])
        del self._waiting[:size]
        return data


def _frames(source: BinaryIO, cipher: AESGCM) -> Iterator[bytes]:
    number, is_last = 0, False
    while not is_last:
        header = source.read(HEADER.size)
        if len(header) < HEADER.size:
            raise NotReadable(CUT)
        is_last, length = bool(header[0]), HEADER.unpack(header)[1]
        if length > FRAME_BYTES + 16:
            raise NotReadable("The backup was changed after it was made.")
        sealed = source.read(length)
        if len(sealed) < length:
            raise NotReadable(CUT)
        try:
            yield cipher.decrypt(_nonce(number), sealed, _mark(number, is_last))
        except InvalidTag as error:
            reason = "The backup was made with another PORTAL_BACKUP_KEY, or was changed after it was made."
            raise NotReadable(reason) from error
        number += 1


def _cipher(key: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(SHA256(), 32, salt, b"portal backup").derive(key))


def _nonce(number: int) -> bytes:
    return number.to_bytes(12, "big")


def _mark(number: int, is_last: bool) -> bytes:
    return number.to_bytes(8, "big") + bytes([is_last])
