"""`wirewatch up` and `wirewatch deploy` where they cannot: one line, before anything is started."""

import errno
import os
import socket
from pathlib import Path

import pytest

from flows.cli.deploy import _write_yaml
from flows.cli.up import _refuse_taken
from flows.dashboard.prefect_api import ServerError
from storage.lock import up_lock

SETTINGS = 'contact = "desk@kabar.id"\n'


def in_a_folder(tmp_path):
    path = tmp_path / "wirewatch.toml"
    path.write_text(SETTINGS, "utf-8")
    return str(path)


def test_up_refuses_a_port_that_is_taken(tmp_path, started):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        done = started("up", "--port", port, "--config", in_a_folder(tmp_path))
        _, complaint = done.communicate(timeout=60)
    assert (done.returncode, complaint) == (
        1,
        f"port {port} of this machine is taken: choose another with --port\n",
    )


def test_up_says_so_when_a_port_is_for_root_alone(monkeypatch):
    def refuse(*_):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", refuse)
    with pytest.raises(ServerError, match="port 80 is not for this user: choose one above 1023"):
        _refuse_taken(80)


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS])
def test_deployments_are_brought_to_the_server_from_a_folder_that_cannot_be_written_to(
    number, tmp_path, monkeypatch, capsys
):
    def refuse(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(Path, "write_text", refuse)
    _write_yaml(tmp_path / "prefect.yaml", ())
    assert "prefect.yaml: not written (" in capsys.readouterr().err


def test_up_refuses_a_database_that_prefect_cannot_use(tmp_path, wirewatch, monkeypatch):
    monkeypatch.setenv("PREFECT_SERVER_DATABASE_CONNECTION_URL", "postgres://desk@localhost/prefect")
    done = wirewatch("up", "--config", in_a_folder(tmp_path))
    assert done.exit_code == 2
    assert "write postgresql+asyncpg://" in done.stderr


def test_deploy_without_a_server_writes_the_file_and_says_what_to_start(tmp_path, wirewatch):
    done = wirewatch("deploy", "--config", in_a_folder(tmp_path))
    assert done.exit_code == 1
    assert done.stderr == "no Prefect server is named: start `wirewatch up`, or set PREFECT_API_URL\n"
    assert "- name: all\n" in (tmp_path / "prefect.yaml").read_text("utf-8")


def test_deploy_to_a_server_that_does_not_answer_says_which(tmp_path, started, monkeypatch):
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:1/api")
    done = started("deploy", "--config", in_a_folder(tmp_path))
    _, complaint = done.communicate(timeout=60)
    assert done.returncode == 1
    assert complaint.splitlines()[-1].startswith("http://127.0.0.1:1/api/ answers no question")


def test_a_run_whose_server_does_not_answer_says_which(tmp_path, started):
    """As that of an `up` that is still coming up."""
    config = in_a_folder(tmp_path)
    Path(config).write_text(f'{SETTINGS}\n[[outlet]]\nname = "quay"\nhome = "http://127.0.0.1:1/"\n', "utf-8")
    (tmp_path / "data").mkdir()
    with up_lock(tmp_path / "data", "http://127.0.0.1:1/api"):
        done = started("run", "--config", config)
        printed, complaint = done.communicate(timeout=60)
    assert (done.returncode, printed, complaint.count("\n")) == (1, "", 1)
    assert complaint.startswith("http://127.0.0.1:1/api/ answers no question")


def test_a_command_beside_up_finds_its_server(tmp_path, started):
    """Here one that is held up by us and answers nothing."""
    config = in_a_folder(tmp_path)
    (tmp_path / "data").mkdir()
    with up_lock(tmp_path / "data", "http://127.0.0.1:1/api"):
        done = started("deploy", "--config", config)
        _, complaint = done.communicate(timeout=60)
    assert complaint.splitlines()[-1].startswith("http://127.0.0.1:1/api/ answers no question")
