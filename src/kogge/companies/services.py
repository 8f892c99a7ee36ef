"""Writes of companies: numbers."""

from django.db import connection

from kogge.companies.rules import format_number


def take_numbers(number_range_id: int, count: int) -> list[str]:
    """Take the next `count` numbers of a range, in the caller's transaction.

    The range stays locked until the commit and a rollback gives the numbers back: no gap, none twice.
    """
    if count == 0:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE companies_numberrange SET next_number = next_number + %s WHERE id = %s"
            " RETURNING next_number, prefix, width",
            [count, number_range_id],
        )
        after, prefix, width = cursor.fetchone()
    return [format_number(prefix, number, width) for number in range(after - count, after)]
