global using System.Text;
global using Azure.AI.OpenAI; //: sdk_import Azure.AI.OpenAI
