"""Textract's limits, checked before a call is paid for.

Sources: Amazon Textract guide, "Set quotas in Amazon Textract"; API reference, `Document` (5 MB of bytes, one
page for a synchronous PDF or TIFF) and `ClientRequestToken` (64 characters).
"""

MEBIBYTE = 1024 * 1024
MOST_BYTES_SYNCHRONOUS = 5 * MEBIBYTE
"""The API takes 10 MB for an image, and 5 MB where bytes are sent; we hold every document to the smaller."""

MOST_BYTES_STORED_IMAGE = 10 * MEBIBYTE
MOST_BYTES_STORED_PDF = 500 * MEBIBYTE
MOST_BYTES_COUNTED = 50 * MEBIBYTE
"""Ours: a PDF or TIFF is read whole to count its pages, in the memory of one function."""

MOST_PAGES = 300
"""Ours, not Textract's (3,000): a chain's history must stay below Step Functions' 25,000 events."""

DOCUMENT_LANGUAGES = ("de", "en", "es", "fr", "it", "pt")
"""What Textract is made to read (Textract FAQ). Other Latin letters come out as well, without a promise."""
