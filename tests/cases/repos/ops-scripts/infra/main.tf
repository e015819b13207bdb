resource "kubernetes_secret" "bot" {
  data = {
    OPENAI_API_KEY = var.key
  }
}
