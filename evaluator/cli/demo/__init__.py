"""The demonstration: Kota Pekalongan with illustrative scores."""
