"""What the routes of every served model share in the OpenAPI document."""

EXAMPLE = "breast-cancer"
MODEL_PARAMETER = {
    "name": "model",
    "in": "path",
    "required": True,
    "description": "The model's name, as GET /v1/models lists it.",
    "schema": {"type": "string", "pattern": "^[a-z][a-z0-9-]{1,30}$"},
    "example": EXAMPLE,
}
