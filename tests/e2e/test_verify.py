"""`migrate verify --requests` as a user runs it, on the sample application."""

import json
import sys

COMMAND = [
    "sh", "-c",
    f"PYTEST_DISABLE_PLUGIN_AUTOLOAD=1 TEASHOP_TEST_ORIGIN=$MIGRATE_RECORDER {sys.executable} -m pytest -q -p no:cacheprovider -c /dev/null --rootdir . tests",
]  # fmt: skip


def test_the_teashop_is_proved_by_its_own_tests(migrate, teashop, snapshot, tmp_path):
    before = snapshot(teashop)
    assert migrate("plan", "teashop", "--to", "zhipu", "-o", "plan.json").code == 0
    done = migrate("verify", "plan.json", "--requests", "-o", "proof.json", "--", *COMMAND)
    assert done.code == 0, done.out + done.err
    assert "PROVED: 11 requests" in done.out
    assert max(map(len, done.out.splitlines())) <= 100
    assert snapshot(teashop) == before
    document = json.loads((tmp_path / "proof.json").read_text())
    assert document["proved"] is True
    assert document["unplanned"] == 0
    rules = {d["because"].split()[0] for p in document["pairs"] for d in p["differences"]}
    assert {"model-mapping", "base-url", "developer-role", "max-tokens", "stop-sequences", "embeddings"} <= rules


def test_what_is_not_said_is_a_usage_error(migrate, teashop):
    assert migrate("plan", "teashop", "--to", "zhipu", "-o", "plan.json").code == 0
    for arguments, word in (
        (["plan.json"], "--requests"),
        (["plan.json", "--requests"], "command"),
        (["gone.json", "--requests", "--", "true"], "gone.json"),
        (["plan.json", "--requests", "--", "no-such-program"], "no-such-program"),
        (["plan.json", "--requests", "--link", "../x", "--", "true"], "--link"),
    ):
        done = migrate("verify", *arguments)
        assert done.code == 2, (arguments, done.out)
        assert word in done.err
    silent = migrate("verify", "plan.json", "--requests", "--format", "json", "--", "true")
    assert silent.code == 1
    assert json.loads(silent.out)["verdict"] == "NOT PROVED: no request was recorded."
