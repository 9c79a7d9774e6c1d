"""A Cosmos DB emulator on loopback, spoken to by the real SDK, for tests and benchmarks.

    with CosmosEmulator() as cosmos:
        cosmos.create_containers()
        cosmos.put("campaign_scripts", {"id": "1", "org_id": "acme", …})
        with cosmos.failing(hang=True):
            …

It needs `npm ci` in this folder (`make test` does it) and Node.js, see tools/with-node.
"""

import base64
import json
import secrets
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from azure.cosmos import ContainerProxy, CosmosClient, PartitionKey

from tests.helpers.servers.loopback import free_port, frozen

HERE = Path(__file__).parent
WITH_NODE = HERE.parents[3] / "tools" / "with-node"
DATABASE = "analytics"
# Kinds of partition key and documents are those of docs/operations.md.
CONTAINERS = ("campaign_scripts", "sms_messages")
# The service takes no more operations in one batch.
BATCH = 100


class CosmosEmulator:
    """The emulator inside the context, with an empty database; its address outlives restarts."""

    def __init__(self) -> None:
        self.key = base64.b64encode(secrets.token_bytes(64)).decode()
        self.endpoint = f"http://127.0.0.1:{free_port()}"
        self.process: subprocess.Popen[bytes] | None = None
        self.client: CosmosClient | None = None

    @property
    def settings(self) -> dict[str, str]:
        """The settings and environment variables that choose this store."""
        return {
            "COSMOS_ENDPOINT": self.endpoint,
            "COSMOS_KEY": self.key,
            "COSMOS_DATABASE": DATABASE,
        }

    def __enter__(self) -> "CosmosEmulator":
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.kill()

    def start(self) -> None:
        """Start it, with nothing in it; return once it listens. Raises RuntimeError."""
        if not (HERE / "node_modules").is_dir():
            raise RuntimeError(f"The emulator is not installed: npm ci --prefix {HERE}")
        port = self.endpoint.rpartition(":")[2]
        self.process = subprocess.Popen(
            [WITH_NODE, "node", HERE / "emulator.js", port, self.key],
            stdin=subprocess.PIPE,  # It ends when this closes, however we end.
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert self.process.stdout is not None
        if b"listening" not in self.process.stdout.readline():
            raise RuntimeError(f"The emulator did not start on {self.endpoint}.")

    def kill(self) -> None:
        """End it at once, as a power cut would; what it held is gone."""
        if self.process is None:
            return
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()
        self.process = None

    def frozen(self) -> AbstractContextManager[None]:
        """Let nothing answer inside, with connections open."""
        assert self.process is not None
        return frozen(self.process)

    def control(self, method: str, fault: dict[str, Any] | None = None) -> dict[str, Any]:
        """Ask for a failure, or what was asked of the store; see faults.js."""
        request = urllib.request.Request(
            f"{self.endpoint}/control", method=method, data=json.dumps(fault or {}).encode()
        )
        with urllib.request.urlopen(request, timeout=10) as response:
            answer: dict[str, Any] = json.load(response)
        return answer

    @contextmanager
    def failing(self, **fault: Any) -> Iterator[None]:
        """Fail as asked inside; see faults.js."""
        self.control("PUT", fault)
        try:
            yield
        finally:
            self.control("PUT")

    @property
    def queries(self) -> list[dict[str, Any]]:
        """The queries it has answered since it was last reset."""
        return list(self.control("GET")["queries"])

    @property
    def requests(self) -> dict[str, int]:
        """How many requests of each kind have arrived since it was last reset."""
        return dict(self.control("GET")["requests"])

    def connect(self) -> CosmosClient:
        """Return a client of the SDK, with its defaults."""
        if self.client is None:
            self.client = CosmosClient(self.endpoint, self.key)
        return self.client

    def create_containers(self) -> None:
        """Make the database and its containers anew, empty, and forget faults and numbers."""
        self.control("DELETE")
        client = self.connect()
        if any(database["id"] == DATABASE for database in client.list_databases()):
            client.delete_database(DATABASE)
        database = client.create_database(DATABASE)
        for name in CONTAINERS:
            database.create_container(name, PartitionKey("/org_id"))
        self.control("DELETE")

    def container(self, name: str) -> ContainerProxy:
        """Return a container to write to."""
        return self.connect().get_database_client(DATABASE).get_container_client(name)

    def put(self, name: str, *documents: dict[str, Any]) -> None:
        """Write documents, new or again, in batches of one organisation each."""
        container = self.container(name)
        for org_id in sorted({document["org_id"] for document in documents}):
            own = [document for document in documents if document["org_id"] == org_id]
            for start in range(0, len(own), BATCH):
                container.execute_item_batch(
                    [("upsert", (document,)) for document in own[start : start + BATCH]],
                    partition_key=org_id,
                )
        self.control("DELETE")
