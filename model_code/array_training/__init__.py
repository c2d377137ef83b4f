"""One child of an AWS Batch array job: settings by its index, data and results in S3."""
