import { openai } from "~other";
import { ai } from "@other/ai";
import { streamer } from "@acme/ai/other/stream";
openai.ask("x");
ai.send({ text: "x" });
streamer.stream({ text: "x" });
