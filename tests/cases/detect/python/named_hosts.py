import os

DEFAULT_URL = "https://api.openai.com/v1"  #: base_url DEFAULT_URL
SHOP_URL = "https://shop.acme.dev/v1"

asked = os.environ.get("GARDEN_SERVER", DEFAULT_URL)  #: env_var GARDEN_SERVER
bought = os.environ.get("SHOP_SERVER", SHOP_URL)
relayed = os.getenv("GARDEN_RELAY", "https://openai-relay.acme.dev/v1")  #: env_var GARDEN_RELAY | base_url relayed
api_version = "2024-05-01-preview"  #: config_key api_version -- -> azure
released = "2024-05-01"


def told(address):
    if "openai.azure.com" in address:  #: base_url host -- -> azure
        return 1
    return "shop.azure.com" in address


def page():
    return "https://openai-news.acme.dev/v1/articles"
