"""Verifies a signed certificate of service without the portal and without a network.

    python scripts/check_certificate.py ZM2023000001.json keys.json

The first file is "Signed file" beside the certificate, the second the page /certificates/keys/?format=json of the
portal, saved once. Needs only the package `cryptography`. Exit status 0: genuine as issued. Whether it was revoked
later only the check page can tell.
"""

import base64
import hashlib
import json
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def problem_of(signed: dict, keys: dict) -> str:
    """Why the certificate is not genuine; "" when it is."""
    key = keys.get(signed["key_id"])
    if key is None:
        return f"the key {signed['key_id']} is not among the published keys"
    public = Ed25519PublicKey.from_public_bytes(base64.b64decode(key))
    try:
        public.verify(base64.b64decode(signed["signature"]), signed["snapshot"].encode())
    except (InvalidSignature, ValueError):
        return "the signature does not fit the text"
    identity = json.loads(signed["snapshot"])["identity"]
    private = signed["identity"]
    digest = hashlib.sha256(f"{private['salt']}:{private['id_number']}".encode()).hexdigest()
    if identity["id_digest"] and digest != identity["id_digest"]:
        return "the ID number is not the one that was certified"
    return ""


def main(signed_file: str, key_file: str) -> int:
    try:
        signed = json.loads(Path(signed_file).read_text(encoding="utf-8"))
        keys = json.loads(Path(key_file).read_text(encoding="utf-8"))["keys"]
        problem = problem_of(signed, keys)
    except (OSError, ValueError, KeyError, TypeError) as error:
        problem = f"one of the files cannot be read ({type(error).__name__})"
    if problem:
        print(f"NOT VALID: {problem}")
        return 1
    content = json.loads(signed["snapshot"])
    service = content["service"]
    print(f"genuine: {content['number']}, {content['identity']['name']}, {service['hours']} h,", end=" ")
    print(f"{service['from']} to {service['until']}, issued by {content['issuer']['name']}")
    return 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1], sys.argv[2]))
