"""Printed documents: from plain values to the bytes of a PDF."""
