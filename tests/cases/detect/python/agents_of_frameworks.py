import semantic_kernel as sk
from langchain.agents import AgentExecutor, create_openai_functions_agent, create_react_agent  #: sdk_import langchain.agents
from langchain.agents.openai_functions_agent.base import OpenAIFunctionsAgent  #: sdk_import langchain.agents.openai_functions_agent.base
from langchain.memory import ConversationBufferMemory

key, org = sk.openai_settings_from_dot_env()  #: framework_client openai_settings_from_dot_env
kernel = sk.Kernel()


def build(llm, tools, prompt):
    agent = create_openai_functions_agent(llm, tools, prompt)  #: framework_client create_openai_functions_agent
    older = OpenAIFunctionsAgent.from_llm_and_tools(llm=llm, tools=tools)  #: framework_client OpenAIFunctionsAgent
    other = create_react_agent(llm, tools, prompt)
    return AgentExecutor(agent=agent, tools=tools, memory=ConversationBufferMemory()), older, other
