class Chat
  def setup
    api_key ||= SiteSetting.chat_openai_api_key #: config_key chat_openai_api_key
    url = SiteSetting.chat_openai_base_url.presence #: config_key chat_openai_base_url
    key = Rails.application.credentials.openai_api_key #: config_key openai_api_key
    key = Rails.application.credentials.openai[:api_key] #: config_key openai.api_key
    key = Rails.application.credentials.dig(:openai, :api_key) #: config_key openai.api_key
    key = Settings.openai.api_key #: config_key openai.api_key
    title = SiteSetting.chat_title
    shown = SiteSetting.openai_enabled
    other = Rails.application.credentials.stripe[:api_key]
    mine = self.openai_api_key
    theirs = user.openai_api_key
  end
end
