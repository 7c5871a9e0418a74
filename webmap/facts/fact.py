"""What a field is called and how its value is said."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Fact:
    """`said`: text, number, share, yes_no, day, moment, place, or the name of a group of labels."""

    words: Any
    said: str = "text"
    unit: Any = ""
