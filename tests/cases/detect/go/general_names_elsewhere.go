package settings

import "os"

// Settings of a shop beside one that asks OpenAI.
func read() Settings {
	return Settings{
		Key:     os.Getenv("API_KEY"),
		Address: os.Getenv("BASE_URL"),
		Theme:   os.Getenv("THEME_MODEL"),
	}
}
