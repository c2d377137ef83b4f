"""Files of Iceberg tables on the emulator's own S3, without a socket: pyiceberg's FileIO over `local.aws`."""

import io
from typing import Any
from urllib.parse import urlsplit

from botocore.exceptions import ClientError
from pyiceberg.io import FileIO, InputFile, OutputFile

from local import aws


class _Object:
    """Where an object is, and a client that belongs to the account of whoever made the file."""

    def __init__(self, location: str, client: Any) -> None:
        parts = urlsplit(location)
        self.client, self.named = client, {"Bucket": parts.netloc, "Key": parts.path.lstrip("/")}

    def head(self) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = self.client.head_object(**self.named)
        except ClientError as error:
            if error.response["Error"]["Code"] in ("404", "NoSuchKey"):
                return None
            raise
        return found


class _Read(InputFile):
    def __init__(self, location: str, client: Any) -> None:
        super().__init__(location)
        self._object = _Object(location, client)

    def __len__(self) -> int:
        return int((self._object.head() or {"ContentLength": 0})["ContentLength"])

    def exists(self) -> bool:
        return self._object.head() is not None

    def open(self, seekable: bool = True) -> Any:
        del seekable
        try:
            answer = self._object.client.get_object(**self._object.named)
        except ClientError as error:
            raise FileNotFoundError(self.location) from error
        return io.BytesIO(answer["Body"].read())


class _Upload(io.BytesIO):
    """Becomes an object when it is closed."""

    def __init__(self, target: _Object) -> None:
        super().__init__()
        self._target = target

    def close(self) -> None:
        if not self.closed:
            self._target.client.put_object(Body=self.getvalue(), **self._target.named)
        super().close()


class _Written(OutputFile):
    def __init__(self, location: str, client: Any) -> None:
        super().__init__(location)
        self._client = client

    def __len__(self) -> int:
        return len(self.to_input_file())

    def exists(self) -> bool:
        return self.to_input_file().exists()

    def to_input_file(self) -> InputFile:
        return _Read(self.location, self._client)

    def create(self, overwrite: bool = False) -> Any:
        if not overwrite and self.exists():
            raise FileExistsError(self.location)
        return _Upload(_Object(self.location, self._client))


class EmulatedS3(FileIO):
    """Named to pyiceberg as `py-io-impl`."""

    def __init__(self, properties: dict[str, str] | None = None) -> None:
        super().__init__(properties or {})
        self._client = aws.client("s3")

    def new_input(self, location: str) -> InputFile:
        """Return an object to read."""
        return _Read(location, self._client)

    def new_output(self, location: str) -> OutputFile:
        """Return an object to write."""
        return _Written(location, self._client)

    def delete(self, location: str | InputFile | OutputFile) -> None:
        """Remove an object."""
        where = location if isinstance(location, str) else location.location
        self._client.delete_object(**_Object(where, self._client).named)
