import autogen
from autogen import config_list_from_json, config_list_from_models  #: sdk_import autogen

listed = autogen.config_list_from_json("OAI_CONFIG_LIST", filter_dict={"model": ["gpt-4o"]})  #: framework_client config_list_from_json -- env_or_file=OAI_CONFIG_LIST | model_literal gpt-4o
other = config_list_from_json(env_or_file="config/OAI_CONFIG_LIST.json")  #: framework_client config_list_from_json -- env_or_file=config/OAI_CONFIG_LIST.json
third = config_list_from_models(model_list=["gpt-3.5-turbo"])  #: framework_client config_list_from_models | model_literal gpt-3.5-turbo
agent = autogen.AssistantAgent("a", llm_config={"config_list": listed, "temperature": 0})  #: framework_client AssistantAgent -- llm_config={config_list,temperature}
wrapped = autogen.OpenAIWrapper(config_list=third)  #: framework_client OpenAIWrapper


def config_list(path):
    return open(path)


config_list("OAI_CONFIG_LIST")
