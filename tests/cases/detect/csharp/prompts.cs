using OpenAI.Chat; //: sdk_import OpenAI.Chat
class A { void B(ChatClient c) { c.CompleteChat(new SystemChatMessage("Be kind and brief, always."), new UserChatMessage("Where do the birds go?")); Console.WriteLine("Type a prompt to go on"); } } //: api_call chat.completions.create | prompt system | prompt user
