from openai import OpenAI

client = OpenAI()


def ask(site):
    return [{"role": "user", "content": f"site {site}"}]


def site_simple():
    client.chat.completions.create(model="gpt-4o", messages=ask("plain-simple"))


def site_temperature_zero():
    client.chat.completions.create(model="gpt-4o-mini", messages=ask("plain-temperature-zero"), temperature=0)


def site_temperature_high():
    client.chat.completions.create(model="gpt-4o", messages=ask("plain-temperature-high"), temperature=1.8)


def site_stop_text():
    client.chat.completions.create(model="gpt-4o", messages=ask("plain-stop-text"), stop="END", max_tokens=50)


def site_stop_list():
    client.chat.completions.create(
        model="gpt-4o",
        messages=ask("plain-stop-list"),
        stop=["END", "STOP"],
    )


def site_user():
    client.chat.completions.create(model="gpt-4o", messages=ask("plain-user"), user="customer-7")


def site_penalties():
    client.chat.completions.create(
        model="gpt-4o", messages=ask("plain-penalties"), presence_penalty=0.5, frequency_penalty=0.25
    )


def site_max_completion_tokens():
    client.chat.completions.create(
        model="gpt-4o", messages=ask("plain-max-completion-tokens"), max_completion_tokens=300
    )


def site_developer():
    client.chat.completions.create(
        model="gpt-4o",
        messages=[
            {"role": "developer", "content": "Be brief."},
            {"role": "user", "content": "site plain-developer"},
        ],
    )


def site_json_object():
    client.chat.completions.create(
        model="gpt-4o-mini",
        messages=ask("plain-json-object: answer in JSON"),
        response_format={"type": "json_object"},
    )


def site_json_schema():
    client.chat.completions.create(
        model="gpt-4o",
        messages=ask("plain-json-schema"),
        response_format={
            "type": "json_schema",
            "json_schema": {
                "name": "tea",
                "strict": True,
                "schema": {
                    "type": "object",
                    "properties": {"name": {"type": "string"}},
                    "required": ["name"],
                    "additionalProperties": False,
                },
            },
        },
    )


def site_seed():
    client.chat.completions.create(model="gpt-4o", messages=ask("plain-seed"), seed=7, top_p=0.9)


def site_logprobs():
    client.chat.completions.create(model="gpt-4o", messages=ask("plain-logprobs"), logprobs=True, top_logprobs=3)


def site_two_choices():
    client.chat.completions.create(model="gpt-4o", messages=ask("plain-two-choices"), n=2)


def site_logit_bias():
    client.chat.completions.create(model="gpt-4o", messages=ask("plain-logit-bias"), logit_bias={"50256": -100})


def site_store():
    client.chat.completions.create(
        model="gpt-4o", messages=ask("plain-store"), store=False, metadata={"team": "tea"}, service_tier="auto"
    )


def site_reasoning():
    client.chat.completions.create(model="o3-mini", messages=ask("plain-reasoning"), reasoning_effort="low")
