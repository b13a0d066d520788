"""How much a file may hold before it is refused; sizes are in bytes."""

MAX_COLUMNS = 200
MAX_CELL_CHARS = 1_000_000  # Characters; columns.clean_text refuses far fewer.
MAX_TEXT_CHARS = 40_000  # Characters kept of a workbook's cell; Excel has 32,767.
MAX_LINE_CHARS = 10_000_000  # Characters between two line ends.

MAX_UNPACKED_BYTES = 500_000_000  # What a zip or workbook holds when unpacked.
MAX_MEMBERS = 100  # Files in a zip of tables.
MAX_PARTS = 10_000  # Files inside a workbook: sheets, pictures and the like.
MAX_DIRECTORY_BYTES = 2_000_000  # The list of members at the end of a zip.
MIN_RATIO_BYTES = 1_000_000  # Smaller members may shrink as much as they like.
MAX_RATIO = 200  # Unpacked to packed, for text.
MAX_WORKBOOK_RATIO = 1_000  # A million blank rows reach 30; at their barest, 700.
MAX_PART_BYTES = 50_000_000  # A part of a workbook other than a sheet or its texts.
MAX_STRINGS = 20_000_000  # Different texts in a workbook.

SMALL_ROWS = 2_000
SMALL_BYTES = 2_000_000
