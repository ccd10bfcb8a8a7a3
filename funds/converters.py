"""The month in an address: 2023-09."""

from datetime import date


class Month:
    regex = "20[0-9]{2}-(?:0[1-9]|1[0-2])"

    def to_python(self, text: str) -> date:
        return date.fromisoformat(f"{text}-01")

    def to_url(self, month: date) -> str:
        return f"{month:%Y-%m}"
