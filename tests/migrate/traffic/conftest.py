import sqlite3

import pytest

from tests.migrate.traffic import golden


@pytest.fixture(scope="session")
def logs_db(tmp_path_factory):
    """The golden table as one-api keeps it in SQLite, with a collation that would call two models the same."""
    path = tmp_path_factory.mktemp("traffic") / "one-api.db"
    connection = sqlite3.connect(path)
    connection.execute(
        "CREATE TABLE logs (id INTEGER PRIMARY KEY, created_at BIGINT, type INTEGER, model_name TEXT COLLATE NOCASE, "
        "token_name TEXT, username TEXT, quota INTEGER, prompt_tokens INTEGER, completion_tokens INTEGER, other TEXT)"
    )
    connection.executemany(f"INSERT INTO logs VALUES ({','.join('?' * len(golden.COLUMNS))})", golden.rows())
    connection.commit()
    connection.close()
    return path
