"""What is read off a call: arguments under the API's own names, features, target, values from elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrate.model import EnvRef, Literal, Site, SiteKind, TargetKind
from migrate.scan import ScanOptions, scan


def sites(tmp_path: Path, kind: SiteKind, **files: str) -> list[Site]:
    for name, text in files.items():
        path = tmp_path / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return [s for s in scan(tmp_path, ScanOptions(workers=1)).sites if s.kind is kind]


def values(site: Site) -> dict[str, object]:
    return {a.name: a.value.value if isinstance(a.value, Literal) else a.value for a in site.args}


GO = """package a
import openai "github.com/sashabaranov/go-openai"
func f() {
	client := openai.NewClient("k")
	client.CreateChatCompletion(ctx, openai.ChatCompletionRequest{
		Model: openai.GPT4o, MaxTokens: 100, Temperature: 0.2, TopP: 1, N: 2, Stream: true,
		Tools: tools,
	})
}
"""
JAVA = """import com.theokanning.openai.completion.chat.ChatCompletionRequest;
import com.theokanning.openai.service.OpenAiService;
class A { void f() {
  OpenAiService service = new OpenAiService("k");
  ChatCompletionRequest request = ChatCompletionRequest.builder()
    .model("gpt-4o").maxTokens(100).temperature(0.2).topP(1).n(2).stream(true).tools(tools).build();
  service.createChatCompletion(request);
} }
"""
PHP = """<?php
$client = OpenAI::client('k');
$body = ['model' => 'gpt-4o', 'max_tokens' => 100, 'temperature' => 0.2, 'top_p' => 1, 'n' => 2, 'stream' => true,
  'tools' => $tools];
$client->chat()->create($body);
"""
RUBY = """client = OpenAI::Client.new(access_token: "k")
client.chat(parameters: { model: "gpt-4o", max_tokens: 100, temperature: 0.2, top_p: 1, n: 2, stream: true, tools: t })
"""
RUST = """use async_openai::{types::CreateChatCompletionRequestArgs, Client};
async fn f() {
  let client = Client::new();
  let request = CreateChatCompletionRequestArgs::default()
    .model("gpt-4o").max_tokens(100u32).temperature(0.2).top_p(1).n(2).stream(true).tools(tools).build()?;
  client.chat().create(request).await?;
}
"""
KOTLIN = """import com.aallam.openai.api.chat.ChatCompletionRequest
import com.aallam.openai.api.model.ModelId
import com.aallam.openai.client.OpenAI
suspend fun f() {
  val client = OpenAI(token = "k")
  client.chatCompletion(ChatCompletionRequest(model = ModelId("gpt-4o"), maxTokens = 100, temperature = 0.2, topP = 1,
    n = 2, stream = true, tools = tools))
}
"""


@pytest.mark.parametrize(
    ("name", "text"),
    [("a.go", GO), ("A.java", JAVA), ("a.php", PHP), ("a.rb", RUBY), ("a.rs", RUST), ("a.kt", KOTLIN)],
)
def test_arguments_have_the_names_of_the_api(tmp_path: Path, name: str, text: str) -> None:
    (call,) = sites(tmp_path, SiteKind.CALL, **{name.replace(".", "_dot_"): text})
    read = values(call)
    assert {k: read[k] for k in ("model", "max_tokens", "temperature", "top_p", "n", "stream")} == {
        "model": "gpt-4o", "max_tokens": 100, "temperature": 0.2, "top_p": 1, "n": 2, "stream": True,
    }  # fmt: skip
    assert call.api == "chat.completions.create"
    assert {"stream", "tools"} <= call.features
    assert call.client is not None
    assert call.target.kind is TargetKind.OFFICIAL


def test_a_deployment_and_options_in_csharp(tmp_path: Path) -> None:
    text = """using Azure.AI.OpenAI;
class A { async Task F() {
  var client = new AzureOpenAIClient(new Uri(Environment.GetEnvironmentVariable("AZURE_OPENAI_ENDPOINT")), credential);
  var chat = client.GetChatClient("gpt-4o");
  await chat.CompleteChatAsync(messages, new ChatCompletionOptions { Temperature = 0.2f });
} }
"""
    (call,) = sites(tmp_path, SiteKind.CALL, a_dot_cs=text)
    assert call.target.kind is TargetKind.AZURE
    assert values(call)["model"] == "gpt-4o"


def test_a_constant_of_another_file_of_the_package(tmp_path: Path) -> None:
    (call,) = sites(
        tmp_path, SiteKind.CALL,
        llm__a_dot_go='package llm\nconst Model = "gpt-4o"\n',
        llm__b_dot_go=GO.replace("openai.GPT4o", "Model"),
    )  # fmt: skip
    model = call.arg("model")
    assert model is not None
    assert isinstance(model.value, Literal)
    assert model.value.origin is not None
    assert (model.value.value, model.value.origin.path, model.value.origin.line) == ("gpt-4o", "llm/a.go", 2)


def test_a_field_of_another_file_of_the_package(tmp_path: Path) -> None:
    (call,) = sites(
        tmp_path, SiteKind.CALL,
        a_dot_go='package a\nimport ai "github.com/sashabaranov/go-openai"\ntype S struct { chatter *ai.Client }\n',
        b_dot_go="package a\nfunc (s *S) f() { s.chatter.CreateEmbeddings(ctx, request) } // embedding\n",
    )  # fmt: skip
    assert (call.path, call.api) == ("b.go", "embeddings.create")


def test_a_client_says_whom_it_talks_to(tmp_path: Path) -> None:
    text = """<?php
$a = OpenAI::client('k');
$b = OpenAI::factory()->withApiKey('k')->withBaseUri('https://api.groq.com/openai/v1')->make();
$c = OpenAI::factory()->withBaseUri(getenv('LLM_BASE_URL'))->make();
"""
    found = sites(tmp_path, SiteKind.CLIENT, a_dot_php=text)
    kinds = [(s.target.kind, s.target.name) for s in found]
    assert kinds == [
        (TargetKind.OFFICIAL, "openai"), (TargetKind.OTHER, "groq"), (TargetKind.USER_DEFINED, "LLM_BASE_URL"),
    ]  # fmt: skip


def test_a_default_beside_a_variable(tmp_path: Path) -> None:
    text = "<?php\n$u = env('OPENAI_MODEL', 'gpt-4o');\n"
    (read,) = sites(tmp_path, SiteKind.ENV, a_dot_php=text)
    assert read.value == EnvRef("OPENAI_MODEL", "gpt-4o")
    (model,) = sites(tmp_path, SiteKind.MODEL)
    assert model.value == Literal("gpt-4o")


def test_what_is_put_together_has_no_place_to_write(tmp_path: Path) -> None:
    text = 'class A { void f() { http.url("https://api.openai.com" + "/v1/chat/completions"); } }'
    (request,) = sites(tmp_path, SiteKind.HTTP, A_dot_java=text)
    url = request.arg("url")
    assert url is not None
    assert not isinstance(url.value, Literal)


def test_a_library_is_not_a_user_of_itself(tmp_path: Path) -> None:
    found = scan_kinds(
        tmp_path,
        {
            "src/Client.php": "<?php\nnamespace OpenAI;\nclass Client { function f() { return new Client('k'); } }\n",
            "src/Factory.php": "<?php\nnamespace OpenAI;\nuse OpenAI\\Client;\nclass Factory { }\n",
            "examples/use.php": "<?php\nuse OpenAI\\Client;\n",
        },
    )
    assert found == {("examples/use.php", SiteKind.IMPORT)}


def scan_kinds(root: Path, files: dict[str, str]) -> set[tuple[str, SiteKind]]:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return {(s.path, s.kind) for s in scan(root, ScanOptions(workers=1)).sites}
