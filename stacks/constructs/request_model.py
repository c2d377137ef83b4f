"""The shape of a JSON body that API Gateway checks; the function checks the rows against the model card."""

from aws_cdk import aws_apigateway as apigateway


def rows_model(api: apigateway.RestApi, *, max_rows: int) -> apigateway.Model:
    """Declare `{"instances": [row, ...]}` with 1 to `max_rows` rows.

    The rows themselves are left to the function, whose answer names the row and the feature.
    """
    rows = apigateway.JsonSchema(type=apigateway.JsonSchemaType.ARRAY, min_items=1, max_items=max_rows)
    return api.add_model(
        "Rows",
        description="Rows to predict, in the order of the model card or by feature name",
        content_type="application/json",
        schema=apigateway.JsonSchema(
            schema=apigateway.JsonSchemaVersion.DRAFT4,
            type=apigateway.JsonSchemaType.OBJECT,
            required=["instances"],
            additional_properties=False,
            properties={"instances": rows},
        ),
    )
