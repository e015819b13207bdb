from agents import Agent
from pkg.agents import Agent as Other

Agent()
Other(model="mine")
