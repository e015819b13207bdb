import OpenAI from "openai"; //: sdk_import openai
const SYSTEM_PROMPT = `You are a careful clerk who answers briefly.`; //: prompt system
const instructions = "Translate the text into plain words."; //: prompt system
const client = new OpenAI(); //: client_construction OpenAI
client.chat.completions.create({ //: api_call chat.completions.create
  messages: [
    { role: "system", content: "Be kind." }, //: prompt system
    { role: "user", content: `Tell me about ${topic}` }, //: prompt user
    { role: "user", content: question },
  ],
});
const title = "A promptly written letter";
