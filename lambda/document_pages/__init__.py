"""What the document functions share: formats by magic bytes, Textract's answers as pages, and jobs in S3."""
