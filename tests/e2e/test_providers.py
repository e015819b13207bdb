"""`migrate providers …` as a user runs it."""

import json


def test_the_list_and_its_formats(migrate):
    plain = migrate("providers")
    assert plain.code == 0
    assert "zhipu" in plain.out
    assert plain.out == migrate("providers", "list").out
    assert "zhipu" in json.dumps(json.loads(migrate("providers", "list", "--format", "json").out))
    assert migrate("providers", "list", "--format", "markdown").out.startswith("# ")


def test_show_models_compare_diff_and_check(migrate):
    for arguments in (
        ["show", "glm", "--why"],
        ["models", "moonshot", "--capability", "vision"],
        ["compare", "openai", "zhipu"],
        ["diff", "moonshot", "zhipu", "--format", "markdown"],
        ["check"],
    ):
        done = migrate("providers", *arguments)
        assert done.code == 0, done.err
        assert done.out.strip()


def test_bad_names_are_one_line(migrate):
    for arguments, word in (
        (["show", "zhipoo"], "zhipu"),
        (["compare", "openai", "zhipu", "--model", "gpt-4o"], "--model"),
        (["compare", "openai", "zhipu", "--model", "gpt-4o", "--model", "glm-9"], "glm-9"),
        (["models", "zhipu", "--kind", "video"], "--kind"),
        (["models", "zhipu", "--max-price", "cheap"], "--max-price"),
        (["check", "no-such-file.yaml"], "no-such-file.yaml"),
    ):
        done = migrate("providers", *arguments)
        assert done.code == 2, arguments
        assert done.err.count("\n") == 1
        assert word in done.err


def test_a_gateway_of_our_own_extends_the_catalogue(migrate, teashop, tmp_path):
    (tmp_path / "vendors.yaml").write_text(
        "vendors:\n"
        "  gateway:\n"
        "    base_url: https://llm.example.internal/v1\n"
        "    key_variable: GATEWAY_API_KEY\n"
        "    currency: CNY\n"
        "    models:\n"
        "      - {id: tea-large, tier: flagship, context_window: 32000, price: {input: 2, output: 8}}\n"
    )
    assert migrate("providers", "check", "vendors.yaml").code == 0
    assert "gateway" in migrate("providers", "list", "--catalog", "vendors.yaml").out
    done = migrate(
        "plan", "teashop", "--to", "gateway", "--catalog", "vendors.yaml", "--model", "gpt-4o=tea-large", "--diff"
    )
    assert done.code == 0, done.err
    assert "+OPENAI_BASE_URL=https://llm.example.internal/v1" in done.out
    assert "+  chat: tea-large" in done.out
    assert "GATEWAY_API_KEY" in done.out


def test_ping_without_a_key_sends_nothing_and_names_the_variable(migrate):
    done = migrate("providers", "ping", "zhipu", env={"ZAI_API_KEY": "", "ZHIPUAI_API_KEY": "", "BIGMODEL_API_KEY": "",
                                                      "ZHIPU_API_KEY": "", "GLM_API_KEY": ""})  # fmt: skip
    assert done.code == 1
    assert "ZAI_API_KEY" in done.out
    assert "key" in done.out


def test_refresh_says_what_it_needs(migrate):
    done = migrate("providers", "refresh", "--help")
    assert done.code == 0
    assert "--accept" in done.out


def test_a_catalogue_chosen_by_the_scanned_code_is_pointed_out(migrate, teashop):
    (teashop / "vendors.yaml").write_text(
        "vendors:\n  zhipu:\n    base_urls: {cn: https://elsewhere.example/api/paas/v4}\n"
    )
    (teashop / "migrate.toml").write_text('catalog = "vendors.yaml"\n')
    done = migrate("plan", "teashop", "--to", "zhipu")
    assert done.code == 0, done.err
    assert "vendors.yaml" in done.err
    assert "named by migrate.toml of the scanned code" in " ".join(done.out.split())
    (teashop / "migrate.toml").write_text('catalog = "../vendors.yaml"\n')
    refused = migrate("plan", "teashop", "--to", "zhipu")
    assert refused.code == 2
    assert "outside the folder" in refused.err
