"""What a vendor accepts, per parameter, model and thinking mode: one description with three users.

The static rules ask `judge` and `judge_request` with `UNKNOWN` where the code does not tell a value,
the client calls `adapt`, and the sandbox refuses what `judge_request` says is refused, so that the
three can never disagree. The description itself is data: `seeds/vendors/<id>/dialect.yaml`.
"""

from __future__ import annotations

from providers.dialect.adapt import adapt
from providers.dialect.defaults import judge_omitted
from providers.dialect.endpoints import endpoint_of, judge_endpoint
from providers.dialect.judge import judge
from providers.dialect.names import CLIENT_FIELDS, PARAMETERS
from providers.dialect.request import judge_request
from providers.dialect.thinking import thinking_of
from providers.dialect.types import (
    UNKNOWN,
    Action,
    Adapted,
    Change,
    EndpointVerdict,
    Outcome,
    Remedy,
    Unknown,
    Verdict,
)

__all__ = [
    "CLIENT_FIELDS",
    "PARAMETERS",
    "UNKNOWN",
    "Action",
    "Adapted",
    "Change",
    "EndpointVerdict",
    "Outcome",
    "Remedy",
    "Unknown",
    "Verdict",
    "adapt",
    "endpoint_of",
    "judge",
    "judge_endpoint",
    "judge_omitted",
    "judge_request",
    "thinking_of",
]
