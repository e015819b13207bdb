package main

const base = "https://api.openai.com/v1" //: base_url base
