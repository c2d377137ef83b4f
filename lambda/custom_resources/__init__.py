"""What functions behind custom resources share: CloudFormation's question, and the answer it waits for."""
