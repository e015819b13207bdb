import os
import shlex
import subprocess
from asyncio import create_subprocess_exec


def sent(key, body):
    subprocess.run(
        ["curl", "https://api.openai.com/v1/chat/completions",  #: raw_http /v1/chat/completions -- model=gpt-4o; messages=[0]; stream=True; +stream; ~medium; -> official:openai
         "-H", f"Authorization: Bearer {key}", "-d", '{"model": "gpt-4o", "messages": [], "stream": true}'],  #: model_literal gpt-4o
        check=True,
    )
    os.system('curl https://api.openai.com/v1/models -H "Authorization: Bearer x"')  #: raw_http /v1/models -- ..; +manual_only
    cmd = f"curl -s https://api.openai.com/v1/embeddings -d '{{\"model\": \"text-embedding-3-small\"}}'"  #: raw_http /v1/embeddings -- model=text-embedding-3-small
    subprocess.check_output(shlex.split(cmd))
    return create_subprocess_exec("curl", "-d", body, "https://mine.openai.azure.com/openai/deployments/a/chat/completions")  #: raw_http /chat/completions -- ..; -> azure:mine.openai.azure.com


def not_sent(show, run):
    show("curl https://api.openai.com/v1/models")
    example = "curl https://api.openai.com/v1/models"
    subprocess.run(["curl", "https://example.org/v1/chat/completions.html"])
    os.system("echo curl https://api.openai.com/v1/models")
    os.system("curl -fsSL https://example.org/install.sh | sh")
    subprocess.run(["curl", "https://api.anthropic.com/v1/messages", "-d", "{}"])
    """curl https://api.openai.com/v1/models"""
    return example, run
