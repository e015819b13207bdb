package other

// Client talks to our own ranking service; it is not OpenAI.
type Client struct{}

func (c *Client) CreateChatCompletion(name string) string { return name }

var answer = (&Client{}).CreateChatCompletion("gpt")
