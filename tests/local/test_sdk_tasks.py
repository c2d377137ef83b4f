"""Step Functions' SDK integrations name errors as AWS names them, so that Catch and Choice see the same."""

from local import aws
from local.sdk_tasks import error_name


def test_errors_of_the_services_model_have_their_own_name_and_all_others_the_services() -> None:
    cloudformation, states = aws.client("cloudformation"), aws.client("stepfunctions")
    sagemaker = aws.client("sagemaker")
    assert (
        error_name(cloudformation, "CloudFormation", "ValidationError")
        == "CloudFormation.CloudFormationException"
    )
    assert error_name(states, "Sfn", "ExecutionAlreadyExists") == "Sfn.ExecutionAlreadyExistsException"
    assert error_name(sagemaker, "SageMaker", "ConflictException") == "SageMaker.ConflictException"
    assert error_name(sagemaker, "SageMaker", "ValidationException") == "SageMaker.SageMakerException"
