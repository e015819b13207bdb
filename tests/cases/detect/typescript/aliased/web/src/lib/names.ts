export const NAME = "gpt-4o-mini"; //: model_literal gpt-4o-mini
