"""Variables of the environment: declared once, documented from there, and read again on SIGHUP."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from analytics_project.environment import Environment, variables
from analytics_project.environment.__main__ import (
    EXAMPLE,
    OPERATIONS,
    list_variables,
    write_example,
    write_operations,
)
from analytics_project.environment.variables import SECTIONS
from tests.helpers.servers.service import PROJECT, Service
from tests.helpers.waiting import until

CODE = ("analytics_project", "analytics", "calls", "campaigns")


def test_documents_are_those_of_the_declarations() -> None:
    assert EXAMPLE.read_text() == write_example()
    assert OPERATIONS.read_text() == write_operations()


def test_every_variable_of_the_example_means_its_default() -> None:
    """Who copies .env.example, and fills in a key, changes nothing else."""
    example = [
        line.partition("=")[::2]
        for line in EXAMPLE.read_text().splitlines()
        if line and not line.startswith("#")
    ]
    copied = Environment({**dict(example), "SECRET_KEY": "x" * 50})
    untouched = Environment({"SECRET_KEY": "x" * 50})
    for section in SECTIONS:
        if section is not variables.Compose:
            for name in [variable.name for variable in list_variables(section)]:
                assert getattr(copied, name) == getattr(untouched, name), name


def test_stale_documents_are_found() -> None:
    """A declaration changes, and `make check` says which lines are no longer true."""
    change = (
        "import sys; from analytics_project.environment import variables, __main__ as documents; "
        "variables.Limits.SIGN_INS_PER_MINUTE.default = 7; sys.argv = ['', '--check']; "
        "sys.exit(documents.main())"
    )
    run = subprocess.run(
        [sys.executable, "-c", change], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    changed = [line for line in run.stdout.splitlines() if line.startswith("+S")]
    assert changed == ["+SIGN_INS_PER_MINUTE=7"]
    assert "+| SIGN_INS_PER_MINUTE | 7 |" in run.stdout


def test_declarations_need_neither_settings_nor_a_key() -> None:
    """So gunicorn reads its own variables from them."""
    read = (
        "import sys; from analytics_project.environment import Environment as E; "
        "print(E({'BIND': 'unix:/run/x', 'WEB_THREADS': '9'}).WEB_THREADS, "
        "'django.conf' in sys.modules, 'django.db' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", read], cwd=PROJECT, capture_output=True, check=True)
    assert run.stdout == b"9 False False\n"


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("WEB_CONCURRENCY", "0", "WEB_CONCURRENCY='0' is not a whole number of at least 1."),
        ("WEB_THREADS", "0", "WEB_THREADS='0' is not a whole number of at least 1."),
        ("LOG_LEVEL", "loud", "LOG_LEVEL='loud' is not one of DEBUG, INFO, WARNING, ERROR."),
    ],
)
def test_gunicorn_refuses_wrong_values_by_name(name: str, value: str, sentence: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "gunicorn", "--check-config"],
        cwd=PROJECT, capture_output=True, text=True, check=False,
        env={**os.environ, name: value},
    )  # fmt: skip
    assert run.returncode == 1
    assert sentence in run.stderr


def test_reload_finds_new_code_and_a_new_env_file(tmp_path: Path) -> None:
    for name in CODE:
        shutil.copytree(PROJECT / name, tmp_path / name)
    for name in ("pyproject.toml", "manage.py", "gunicorn.conf.py", "schema.yml", "pyproject.toml"):
        shutil.copy(PROJECT / name, tmp_path)
    dotenv = tmp_path / ".env"
    dotenv.write_text("METRICS_TOKEN=first\n")
    service = Service({"DATABASE_URL": ""}, tmp_path / "log", project=tmp_path)
    del service.environment["WEB_CONCURRENCY"]
    with service:
        until(lambda: service.get("/metrics", "first").status == 200)
        dotenv.write_text("METRICS_TOKEN=\n")
        declarations = tmp_path / "analytics_project" / "environment" / "variables.py"
        changed = declarations.read_text().replace(
            'METRICS_TOKEN = Text("",', 'METRICS_TOKEN = Text("second",'
        )
        declarations.write_text(changed)
        service.process.send_signal(signal.SIGHUP)
        until(lambda: service.get("/metrics", "second").status == 200)
        until(lambda: service.get("/metrics", "first").status == 401)
