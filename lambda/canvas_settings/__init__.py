"""Custom::CanvasSettings: the settings of a profile's Canvas, which CloudFormation's types lack."""
