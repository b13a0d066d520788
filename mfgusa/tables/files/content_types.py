"""The media types of the files that can be downloaded."""

MEDIA_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
    "geojson": "application/geo+json",
    "zip": "application/zip",
}
CSV = f"{MEDIA_TYPES['csv']}; charset=utf-8"
XLSX = MEDIA_TYPES["xlsx"]
JSON = MEDIA_TYPES["json"]
GEOJSON = MEDIA_TYPES["geojson"]
ZIP = MEDIA_TYPES["zip"]
