"""The code on the receipt that opens the state of a case without an account."""

from protection.codes import code_of, is_code_of

PURPOSE = "status-code"


def status_code(reference: str) -> str:
    return code_of(PURPOSE, reference)


def is_status_code(reference: str, typed: str) -> bool:
    return is_code_of(PURPOSE, reference, typed)
