"""Routes for tests: which faults happen to which requests, and which did."""

from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from shopware_emulator.errors import bad_request
from shopware_emulator.faults import Faults


def fault_routes(faults: Faults) -> list[Route]:
    """Return the routes under /emulator/faults."""

    async def script(request: Request) -> Response:
        try:
            wish = await request.json()
            faults.script(str(wish.get("operation") or ""), str(wish["kind"]), int(wish.get("times", 1)))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            return bad_request(f'expected {{"operation": …, "kind": …, "times": N}}: {error}').response()
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def choose(request: Request) -> Response:
        try:
            wish = await request.json()
            faults.choose(str(wish["profile"]), int(wish.get("seed", 1)))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            return bad_request(f'expected {{"profile": …, "seed": N}}: {error}').response()
        return Response(status_code=HTTPStatus.NO_CONTENT)

    def show(_request: Request) -> Response:
        done = [
            {"operation": operation, "kind": kind, "times": times}
            for (operation, kind), times in sorted(faults.done.items())
        ]
        return JSONResponse({"profile": faults.profile, "seed": faults.seed, "done": done})

    def clear(_request: Request) -> Response:
        faults.clear()
        return Response(status_code=HTTPStatus.NO_CONTENT)

    return [
        Route("/emulator/faults", show),
        Route("/emulator/faults", script, methods=["POST"]),
        Route("/emulator/faults", clear, methods=["DELETE"]),
        Route("/emulator/faults/profile", choose, methods=["POST"]),
    ]
