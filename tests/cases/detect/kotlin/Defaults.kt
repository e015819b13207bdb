package garden

val engine = System.getenv("ASK_ENGINE") ?: "gpt-4o" //: env_var ASK_ENGINE | model_literal gpt-4o
val second = Optional.ofNullable(System.getenv("ASK_TWO")).orElse("gpt-4o-mini") //: env_var ASK_TWO | model_literal gpt-4o-mini
val third = System.getenv().getOrDefault("ASK_THREE", "gpt-4.1") //: env_var ASK_THREE | model_literal gpt-4.1
val owner = System.getenv("OWNER") ?: "ada"
val theme = settings.getOrDefault("theme", "gpt-4o") //: model_literal gpt-4o
