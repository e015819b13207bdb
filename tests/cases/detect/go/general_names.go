package settings

import "os"

// Settings of OpenAI's client, which another package makes.
func read() Settings {
	return Settings{
		Key:     os.Getenv("APIKEY"),   //: env_var APIKEY
		Address: os.Getenv("BASE_URL"), //: env_var BASE_URL
		Model:   os.Getenv("MODEL"),    //: env_var MODEL
		Port:    os.Getenv("PORT"),
	}
}
