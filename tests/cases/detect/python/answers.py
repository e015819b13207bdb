from openai import OpenAI, APIError, RateLimitError  #: sdk_import openai
import openai.types.chat as types  #: sdk_import openai.types.chat

client = OpenAI()  #: client_construction OpenAI


def loop(messages, tools) -> types.ChatCompletion:  #: sdk_symbol openai.types.chat.ChatCompletion
    while True:
        r = client.chat.completions.create(messages=messages, tools=tools)  #: api_call chat.completions.create
        choice = r.choices[0]
        if choice.finish_reason == "stop":  #: response_use finish_reason
            return r
        print(r.usage.total_tokens)  #: response_use usage
        messages.append({"role": "assistant", "content": choice.message.content, "tool_calls": choice.message.tool_calls})  #: message_history messages


def keeps(messages, message):
    messages.append({"role": "assistant", "content": message.content, "reasoning_content": message.reasoning_content})  #: response_use reasoning_content
    messages.append(message)
    messages.append({"role": "assistant", "content": "fixed text"})


def copies(past):
    kept = [{"role": m.role, "content": m.content, "tool_calls": m.tool_calls} for m in past]  #: message_history messages
    whole = [{**m, "role": m["role"], "tool_calls": m["tool_calls"]} for m in past]
    said = [{"role": m.role, "content": m.content} for m in past]
    return kept + whole + said


def errors():
    try:
        client.models.list()  #: api_call models.list
    except (RateLimitError, APIError) as e:  #: sdk_symbol openai.RateLimitError | sdk_symbol openai.APIError
        if e.code == "context_length_exceeded":  #: response_use error.code
            raise


def other(order):
    return order.finish == "stop" or order.status == "done"
