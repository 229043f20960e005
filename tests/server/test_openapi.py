"""Whatever the OpenAPI document allows, and more, is answered as it says: never with a 5xx."""

from __future__ import annotations

from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import positive_data_acceptance

from .conftest import Serve

_EXAMPLES = 25
_OPERATIONS = 11


def test_no_request_breaks_the_server(serve: Serve) -> None:
    served = serve(requests_per_minute=1_000_000)
    schema = schemathesis.openapi.from_url(f"{served.url}/openapi.json")
    operations = [each.ok() for each in schema.get_all_operations() if isinstance(each, Ok)]
    assert len(operations) == _OPERATIONS
    for operation in operations:

        @settings(
            max_examples=_EXAMPLES,
            deadline=None,
            database=None,
            derandomize=True,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def sent(case: Any) -> None:
            # A question that holds nothing, or a day that is none, fits the schema and is refused.
            case.call_and_validate(excluded_checks=[positive_data_acceptance])

        sent()
    assert served.ask().status_code == 200
