const { llm } = require("./index");
module.exports = { ask: (q) => llm.chat.completions.create({ messages: [q] }) }; //: api_call chat.completions.create
