"""Talks to a server of our own, the llama-shop backend."""
import argparse

parser = argparse.ArgumentParser()
parser.add_argument("--base_url", default="http://localhost:8000")
parser.add_argument("--api-host")
