"""What the time zones of Indonesia are called."""

ZONE_WORDS = {
    "Asia/Jakarta": "WIB",
    "Asia/Pontianak": "WIB",
    "Asia/Makassar": "WITA",
    "Asia/Jayapura": "WIT",
}
"""By their names in the tz database; other zones go by what that says of them."""
