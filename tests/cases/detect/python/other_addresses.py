import os

import requests

base_url = "https://api.adsabs.harvard.edu/v1"
search_endpoint = "wss://search.example.org/hub"
proxy = os.environ.get("HTTPS_PROXY")
requests.post(base_url + "/search", json={})
requests.get("https://api.anthropic.com/v1/models")
