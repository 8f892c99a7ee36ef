"""What is wrong with a condition, and where."""

from collections.abc import Mapping
from types import MappingProxyType

from kogge.kernel.errors import KoggeError


class ConditionInvalid(KoggeError):
    """A condition cannot be read. `kogge.conditions.wording` says so in the reader's language.

    `position` counts characters of what was typed from 0, `token` is what stands there (empty at the end of the text).
    `suggestion` is what may have been meant, `known` what there is: full English names of fields, or names of entities,
    or the values of a field. `values` is what else the wording names.
    """

    code = "condition_invalid"

    def __init__(
        self,
        problem: str,
        *,
        position: int = 0,
        token: str = "",
        suggestion: str = "",
        known: tuple[str, ...] = (),
        values: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Keep what is wrong and where."""
        super().__init__(f"The condition cannot be read ({problem}) at character {position + 1}: mend it there.")
        self.code = problem
        self.position = position
        self.token = token
        self.suggestion = suggestion
        self.known = known
        self.values = values
