"""The shape of a JSON body that API Gateway checks; the function checks its fields, and names them."""

from aws_cdk import aws_apigateway as apigateway


def json_object(api: apigateway.RestApi) -> apigateway.Model:
    """Declare "any JSON object".

    More would be refused by API Gateway's own answer, which has no way to name the wrong field: its
    validation message may hold bare quotes, and gateway responses cannot escape them.
    """
    return api.add_model(
        "JsonObject",
        description="Any JSON object: the function checks what is in it, and names the field",
        content_type="application/json",
        schema=apigateway.JsonSchema(
            schema=apigateway.JsonSchemaVersion.DRAFT4, type=apigateway.JsonSchemaType.OBJECT
        ),
    )
