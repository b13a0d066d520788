"""How much a file may hold before it is refused; sizes are in bytes."""

MOST_COLUMNS = 200
LONGEST_CELL = 1_000_000  # Characters; columns.clean_text refuses far fewer.
LONGEST_TEXT = 40_000  # Characters kept of a workbook's cell; Excel has 32,767.
LONGEST_LINE = 10_000_000  # Characters between two line ends.

MOST_BYTES = 500_000_000  # What a zip or workbook holds when unpacked.
MOST_MEMBERS = 100  # Files in a zip of tables.
MOST_PARTS = 10_000  # Files inside a workbook: sheets, pictures and the like.
MOST_DIRECTORY = 2_000_000  # The list of members at the end of a zip.
RATIO_FROM = 1_000_000  # Smaller members may shrink as much as they like.
MOST_RATIO = 200  # Unpacked to packed, for text.
MOST_WORKBOOK_RATIO = 1_000  # A million blank rows reach 30; at their barest, 700.
MOST_PART = 50_000_000  # A part of a workbook other than a sheet or its texts.
MOST_STRINGS = 20_000_000  # Different texts in a workbook.

SMALL_ROWS = 2_000
SMALL_BYTES = 2_000_000
