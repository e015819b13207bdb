from openai import *  # noqa: F403
import openai as ai

client = ai.OpenAI(  # no arguments
)


def site_one_line(): client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "site layout-one-line"}], stop="a", temperature=0); client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "site layout-same-line"}], max_completion_tokens=5)


def site_tabs():
	if client:
		client.chat.completions.create(
			model=("gpt-"
				"4o"),
			messages=[{"role": "user", "content": "site " "layout-" "tabs"}],
			stop=("END"),
			user="customer"  # no comma after this
		)


def site_duplicate():
    client.chat.completions.create(**{"model": "gpt-4o", "model": "gpt-4o-mini",
                                      "messages": [{"role": "user", "content": f"site layout-{'duplicate'}"}]})


def site_form_feed():
    client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "site layout-form-feed"}],
                                   user=f"{'customer'}-{1 + 1}", max_completion_tokens=(
                                       10 + 5))

def site_no_newline():
    OpenAI().chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "site layout-no-newline"}], temperature=0)