"""What the shop tells about itself: /api/_info/… ."""

from starlette.responses import JSONResponse, Response

from shopware_emulator.operations import Call, Operation
from shopware_emulator.version import VERSION


def _version(_call: Call) -> Response:
    return JSONResponse({"version": VERSION})


def _config(_call: Call) -> Response:
    return JSONResponse(
        {
            "version": VERSION,
            "versionRevision": "cfc087db92b7381885333c3035b8a034",
            "adminWorker": {
                "enableAdminWorker": True,
                "enableQueueStatsWorker": True,
                "enableNotificationWorker": True,
                "transports": ["async", "low_priority"],
            },
            "bundles": [],
            "settings": {
                "enableUrlFeature": True,
                "appUrlReachable": True,
                "appsRequireAppUrl": False,
                "private_allowed_extensions": ["jpg", "jpeg", "png", "webp", "avif", "gif", "svg", "pdf"],
                "enableHtmlSanitizer": True,
                "enableStagingMode": False,
                "disableExtensionManagement": False,
            },
        }
    )


OPERATIONS = (
    Operation("info", "GET", "/api/_info/version", _version),
    Operation("info", "GET", "/api/_info/config", _config),
)
