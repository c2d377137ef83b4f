"""Textract: OCR lines as blocks; tables, forms and expenses by where the lines stand."""
