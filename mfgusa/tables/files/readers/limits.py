"""The largest files that are read; sizes are in bytes."""

MAX_COLUMNS = 200
MAX_ROW_NUMBER = 1_048_576  # Of a sheet, in any spreadsheet program; of CSV too.
MAX_CELL_CHARS = 1_000_000  # The limit of csv; clean_text has a lower one.
MAX_TEXT_CHARS = 40_000  # Kept of a workbook's cell; Excel has 32,767.
MAX_LINE_CHARS = 10_000_000

MAX_UNPACKED_BYTES = 500_000_000  # Of a zip or workbook.
MAX_MEMBERS = 100  # Files in a zip of tables.
MAX_PARTS = 10_000  # Files inside a workbook: sheets, pictures and the like.
MAX_DIRECTORY_BYTES = 2_000_000  # Of the central directory of a zip.
MIN_RATIO_BYTES = 1_000_000  # Smaller members may have any ratio.
MAX_RATIO = 200  # Unpacked to compressed size, for text.
MAX_WORKBOOK_RATIO = 1_000  # A million blank rows reach 30 to 700.
MAX_PART_BYTES = 50_000_000  # Of a workbook; sheets and shared strings aside.
MAX_TOKEN_BYTES = 500_000  # Of one tag or comment; the text of a cell is many tokens.
MAX_DEPTH = 100  # Of nested elements; workbooks have less than twenty.
MAX_NAMES_CHARS = 100_000  # Of all tags and attributes of a part, each name once.
MAX_STRINGS = 20_000_000  # Shared strings of a workbook.

SMALL_ROWS = 2_000
SMALL_BYTES = 2_000_000
