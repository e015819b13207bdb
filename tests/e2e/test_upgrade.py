"""`--upgrade-sdk` from the command line and from the configuration file: the library, the code, and the way back."""

import pytest

APP = """import os
import openai

openai.api_key = os.environ["OPENAI_API_KEY"]
openai.api_base = "https://api.openai.com/v1"
print(openai.ChatCompletion.create(model="gpt-4o", messages=[])["choices"][0]["message"]["content"])
"""


@pytest.fixture
def old(tmp_path):
    place = tmp_path / "old"
    place.mkdir()
    (place / "app.py").write_text(APP)
    (place / "requirements.txt").write_text("openai==0.28.1\n")
    return place


@pytest.mark.parametrize("by", ["flag", "file"])
def test_code_and_requirements_move_and_come_back(migrate, old, by):
    if by == "file":
        (old / "migrate.toml").write_text("upgrade-sdk = true\n")
    flags = ["--upgrade-sdk"] if by == "flag" else []
    assert migrate("plan", "old", "--to", "zhipu", *flags, "-o", "plan.json").code == 0
    assert migrate("apply", "plan.json", "--unsafe").code == 0
    after = (old / "app.py").read_text()
    assert 'openai.base_url = "https://open.bigmodel.cn/api/paas/v4/"' in after
    assert "openai.chat.completions.create(" in after
    assert "[0].message.content)" in after
    assert (old / "requirements.txt").read_text() == "openai>=1.55.3\n"
    assert migrate("rollback", "--root", "old").code == 0
    assert (old / "app.py").read_text() == APP


def test_nobody_asked(migrate, old):
    assert migrate("plan", "old", "--to", "zhipu", "-o", "plan.json").code == 0
    assert migrate("apply", "plan.json", "--unsafe").code == 0
    assert "openai.ChatCompletion.create(" in (old / "app.py").read_text()
    assert (old / "requirements.txt").read_text() == "openai==0.28.1\n"


def test_a_switch_is_true_or_false(migrate, old):
    (old / "migrate.toml").write_text('upgrade-sdk = "yes"\n')
    done = migrate("plan", "old", "--to", "zhipu")
    assert done.code == 2
    assert "`upgrade-sdk` must be true or false" in done.err
