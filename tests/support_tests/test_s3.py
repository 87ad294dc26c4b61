"""A real S3 server."""

import obstore
import pytest

from tests.support.reaper import is_running
from tests.support.s3 import S3Bucket, S3Server
from tests.support.waiting import is_listening


def test_objects_come_back_as_they_went(s3_bucket: S3Bucket) -> None:
    store = s3_bucket.store()
    content = bytes(range(256)) * 4096
    obstore.put(store, "ab/photo", content)
    assert obstore.get(store, "ab/photo").bytes() == content
    assert [each["path"] for page in obstore.list(store) for each in page] == ["ab/photo"]


def test_who_has_no_key_gets_nothing(s3_bucket: S3Bucket) -> None:
    stranger = S3Bucket(s3_bucket.name, {**s3_bucket.address, "secret_access_key": "guessed"})
    with pytest.raises(obstore.exceptions.BaseError):
        obstore.put(stranger.store(), "theirs", b"")


@pytest.mark.slow
def test_stopping_leaves_nothing() -> None:
    server = S3Server()
    server.start()
    pid = server.pid
    assert pid is not None
    server.remove()
    assert not is_running(pid)
    assert not is_listening(server.port)
    assert not server.folder.exists()
