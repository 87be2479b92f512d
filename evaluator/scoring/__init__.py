"""Numbers only: no database, no request, no clock, no file."""
