import configparser
import json

from garden import conf, labels, request, store

with open("config.json") as f:
    config = json.load(f)
parser = configparser.ConfigParser()

key = config["openai_api_key"]  #: config_key openai_api_key
base = config.get("open_ai_api_base", "")  #: config_key open_ai_api_base
model = config["openai"]["model"]  #: config_key model
key = config.get("openai", {}).get("api_key")  #: config_key api_key
key = parser.get("openai", "api_key")  #: config_key api_key
key = parser["OPENAI"]["API_KEY"]  #: config_key API_KEY
key = config["API_KEYS"]["OPENAI"]  #: config_key OPENAI
base = config["API_ENDPOINTS"]["OPENAI"]  #: config_key OPENAI
config["API_KEYS"]["OPENAI"] = key  #: config_key OPENAI
key = conf().get("openAiApiKey")  #: config_key openAiApiKey
endpoint = config["azure_openai"]["endpoint"]  #: config_key endpoint -- -> azure
key = store.get_password("openai", "api_key")  #: config_key api_key
defaults = {
    "openai_api_key": "",  #: config_key openai_api_key
    "azure_endpoint": None,  #: config_key azure_endpoint
    "azure_deployment_name": "",  #: config_key azure_deployment_name
    "title": "",
}
speech = {"azure_endpoint": "", "azure_key": ""}

other = config["API_KEYS"]["CLAUDE"]
other = config["anthropic"]["api_key"]
title = labels["openai"]["title"]
theirs = request.json.get("openai_api_key")
headers = {}
headers["OpenAI-Organization"] = "garden"
known = ["openai_api_key"]
shown = translate("openai_api_key")
# config["openai_api_key"] was read here
text = 'config["openai_api_key"]'
