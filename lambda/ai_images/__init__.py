"""The Lambda function behind the image routes: Amazon Rekognition."""
