"""Uses gpt-4o through openai.OpenAI() and https://api.openai.com/v1; set OPENAI_API_KEY."""
import logging

# client = OpenAI(); client.chat.completions.create(model="gpt-4o")
log = logging.getLogger(__name__)
TITLE = "GPT-4 is great"
HOMEPAGE = "https://openai.com/blog"
DOCS = "https://platform.openai.com/docs/api-reference"


class openai:
    """A class of our own of the same name."""

    @staticmethod
    def create():
        return "text"


def show(parser):
    """Call OpenAI's gpt-4 model."""
    print("Set OPENAI_API_KEY first, then choose gpt-4o")
    print("gpt-4o")
    log.info("gpt-4")
    parser.add_argument("--model", help="gpt-4o")
    raise ValueError("OPENAI_API_KEY")


openai.create()
options = {"label": "gpt-4", "description": "gpt-4o"}
letters = ["o1", "o2", "o3"]
ada = "ada"
name = "davinci"
page = {"url": "/about"}
