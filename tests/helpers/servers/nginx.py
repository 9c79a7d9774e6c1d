"""A real nginx on loopback, in front of a service, that keeps every answer that it may keep."""

import shutil
import subprocess
from pathlib import Path
from types import TracebackType

from bench.http_load import wait_until_open
from tests.helpers.servers.loopback import free_port

# Debian puts it where only root looks.
PROGRAM = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
CONFIGURATION = """
daemon off;
master_process off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    scgi_temp_path {folder}/scgi;
    uwsgi_temp_path {folder}/uwsgi;
    proxy_cache_path {folder}/cache keys_zone=answers:1m;
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://127.0.0.1:{service_port};
            proxy_set_header Host 127.0.0.1;
            proxy_cache answers;
            proxy_cache_valid any 1m;
            add_header X-Cache $upstream_cache_status always;
        }}
    }}
}}
"""


class Nginx:
    """A caching proxy in the context; its answers say in X-Cache where they come from."""

    def __init__(self, service_port: int, folder: Path) -> None:
        self.port = free_port()
        self.configuration = folder / "nginx.conf"
        self.configuration.write_text(
            CONFIGURATION.format(folder=folder, port=self.port, service_port=service_port)
        )

    def __enter__(self) -> "Nginx":
        assert PROGRAM
        self.process = subprocess.Popen([PROGRAM, "-c", self.configuration])
        wait_until_open(self.port)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.process.terminate()
        self.process.wait(timeout=10)
