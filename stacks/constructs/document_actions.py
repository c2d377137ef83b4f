"""The actions on AI services that reading documents and understanding their text take."""

READ_AT_ONCE = (
    "textract:AnalyzeDocument",
    "textract:AnalyzeExpense",
    "textract:DetectDocumentText",
)
READ_ASYNCHRONOUSLY = tuple(
    f"textract:{verb}{kind}"
    for kind in ("DocumentTextDetection", "DocumentAnalysis", "ExpenseAnalysis")
    for verb in ("Start", "Get")
)
READ_PAGES = (
    "textract:AnalyzeDocument",
    "textract:StartDocumentAnalysis",
    "textract:GetDocumentAnalysis",
)
UNDERSTAND = tuple(
    f"comprehend:{action}"
    for action in (
        "BatchDetectDominantLanguage",
        "BatchDetectEntities",
        "BatchDetectSentiment",
        "DetectPiiEntities",
    )
)
