import { ask, stream } from "./ask.mjs";
import { bare, vectors } from "./search.mjs";

const notes = ["Buy oolong tea.", "Call the post office."];

console.log("answer:", await ask("What is to be bought?", notes));
let streamed = "";
for await (const part of stream("And called?")) streamed += part;
console.log("streamed:", streamed);
console.log("vectors:", (await vectors(notes)).length);
console.log("bare:", await bare("Anything else?"));
