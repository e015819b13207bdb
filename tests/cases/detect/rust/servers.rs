enum Source { OpenAi, Mistral, Shop }

impl Source {
    fn base_url(&self) -> Option<&'static str> {
        match self {
            Source::OpenAi => Some("https://api.openai.com/v1/"), //: base_url url
            Source::Mistral => Some("https://api.mistral.ai/v1/"), //: base_url url
            Source::Shop => Some("https://shop.example.org/v1/"),
        }
    }

    fn site(&self) -> &'static str {
        match self {
            Source::Mistral => "https://api.mistral.ai/v1/",
            _ => "https://example.org",
        }
    }

    fn width(&self, model: Model) -> usize {
        match model {
            Model::TextEmbedding3Large => 3072, //: vector_width TextEmbedding3Large
            Model::TextEmbedding3Small => 1536, //: vector_width TextEmbedding3Small
            Model::Photograph => 3072,
        }
    }
}
