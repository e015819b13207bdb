import { encode } from "gpt-tokenizer"; //: sdk_import gpt-tokenizer
import { encodingForModel } from "js-tiktoken"; //: sdk_import js-tiktoken
import { get_encoding } from "@dqbd/tiktoken"; //: sdk_import @dqbd/tiktoken
import { encode as toBase64 } from "base64-arraybuffer";

encode("x"); //: tokenizer gpt-tokenizer.encode
encodingForModel("gpt-4o"); //: tokenizer js-tiktoken.encodingForModel -- model=gpt-4o | model_literal gpt-4o
get_encoding("cl100k_base"); //: tokenizer @dqbd/tiktoken.get_encoding
toBase64("x");
new TextEncoder().encode("x");
