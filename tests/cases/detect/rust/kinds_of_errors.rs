use async_openai::error::OpenAIError; //: sdk_import async_openai.error.OpenAIError | sdk_symbol error.OpenAIError

fn told(err: Failure, order: Order) -> String {
    if let OpenAIError::StreamError(text) = err { //: sdk_symbol error.OpenAIError
        return text;
    }
    if let OrderError::Lost(text) = order {
        return text;
    }
    match err {
        OpenAIError::Reqwest(e) if e.is_timeout() => "slow".into(), //: sdk_symbol error.OpenAIError
        ShopError::Closed(e) => e,
        _ => "other".into(),
    }
}
