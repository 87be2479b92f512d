"""Which file of a certificate is handed out."""

from evaluator.storage.certificates import Certificate


def handed_out(row: Certificate) -> str:
    """The digest of the file that people get: the signed one where there is one.

    For joining papers into one file and for the printer take `row.file`: a signature
    holds only for its own file.
    """
    return row.signed_file or row.file
