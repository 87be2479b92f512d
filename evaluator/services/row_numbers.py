"""Numbers of rows as they come from addresses and forms."""

LARGEST = 2**31 - 1
"""What every database keeps in a column of whole numbers."""


def row_number(text: str) -> int:
    """A number that a row can have, written in plain digits.

    Raises
    ------
    ValueError
        For anything else, also for digits of other scripts and numbers that no database counts.
    """
    if not text.isascii() or not text.isdecimal() or len(text) > 10 or int(text) > LARGEST:
        raise ValueError("No number of a row")
    return int(text)
