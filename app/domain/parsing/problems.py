"""What can be wrong with a value, as codes: the sentence is made where a person reads it."""

from __future__ import annotations

from enum import StrEnum


class ProblemCode(StrEnum):
    """Why a value, a row, a column or a file is refused; parameters are named in the comments."""

    # Files
    NOT_FOUND = "file_not_found"
    UNREADABLE = "file_unreadable"  # kind
    UNKNOWN_TYPE = "file_type_unknown"  # suffix
    EMPTY_FILE = "file_empty"
    FILE_TOO_LARGE = "file_too_large"  # limit, found (bytes)
    TOO_MANY_ROWS = "too_many_rows"  # limit
    TOO_MANY_COLUMNS = "too_many_columns"  # limit, found
    FIELD_TOO_LONG = "field_too_long"  # limit
    ENCODING_AMBIGUOUS = "encoding_ambiguous"  # candidates, readings
    ENCODING_WRONG = "encoding_wrong"  # encoding, offset
    ENCODING_UNKNOWN = "encoding_unknown"  # encoding
    DELIMITER_AMBIGUOUS = "delimiter_ambiguous"  # candidates
    BAD_QUOTING = "bad_quoting"
    UNCLOSED_QUOTE = "unclosed_quote"
    RAGGED_ROW = "ragged_row"  # expected, found
    NUL_IN_FILE = "nul_in_file"
    ENCRYPTED = "file_encrypted"
    DAMAGED = "file_damaged"
    UNSAFE_ARCHIVE = "unsafe_archive"  # rule, member
    SEVERAL_SHEETS = "several_sheets"  # sheets
    NO_SUCH_SHEET = "no_such_sheet"  # sheet, sheets
    CELL_ERROR = "cell_error"  # error
    BAD_CARD = "bad_card"
    # Headers and maps
    DUPLICATE_HEADER = "duplicate_header"  # header
    TWO_COLUMNS_ONE_FIELD = "two_columns_one_field"  # field, columns
    COLUMN_MISSING = "column_missing"  # field, column
    FIELD_MISSING = "field_missing"  # field (no column for a required field)
    COLUMN_IN_BOTH_FILES = "column_in_both_files"  # field
    FILES_DO_NOT_JOIN = "files_do_not_join"
    TOO_MANY_FILES = "too_many_files"
    MAP_SYNTAX = "map_syntax"  # detail
    MAP_UNKNOWN_KEY = "map_unknown_key"  # key
    MAP_WRONG_KIND = "map_wrong_kind"  # expected, found
    MAP_BAD_VALUE = "map_bad_value"  # key
    # Values
    REQUIRED = "required"
    NOT_A_NUMBER = "not_a_number"
    EXPONENT = "exponent"
    TOO_MANY_DIGITS = "too_many_digits"  # limit
    NON_ASCII_DIGITS = "non_ascii_digits"
    PARENTHESES = "parentheses"
    BAD_GROUPING = "bad_grouping"
    NUMBER_AMBIGUOUS = "number_ambiguous"  # first, second
    NUMBERS_MIXED = "numbers_mixed"  # other
    NOT_WHOLE = "not_whole"
    TOO_MANY_DECIMALS = "too_many_decimals"  # limit
    OUT_OF_RANGE = "out_of_range"  # low, high
    CURRENCY_MISMATCH = "currency_mismatch"  # symbol, currency
    CURRENCY_UNKNOWN = "currency_unknown"
    NOT_A_DATE = "not_a_date"
    NO_SUCH_DATE = "no_such_date"
    TWO_DIGIT_YEAR = "two_digit_year"
    YEAR_OUT_OF_RANGE = "year_out_of_range"  # low, high
    SERIAL_NUMBER = "serial_number"
    DATE_AMBIGUOUS = "date_ambiguous"  # first_format, first, second_format, second
    DATES_MIXED = "dates_mixed"  # other
    DATE_FORMAT_UNKNOWN = "date_format_unknown"  # format
    NOT_A_TIME = "not_a_time"
    DURATION_AMBIGUOUS = "duration_ambiguous"
    NOT_A_DURATION = "not_a_duration"
    NOT_A_MARK = "not_a_mark"
    NOT_A_CHOICE = "not_a_choice"  # choices
    DISCOUNT_AMBIGUOUS = "discount_ambiguous"  # first, second
    BAD_TEXT = "bad_text"  # rule
    TEXT_TOO_LONG = "text_too_long"  # limit
    # Rows together
    UNKNOWN_REFERENCE = "unknown_reference"  # entity
    SEVERAL_MATCH = "several_match"  # entity, count
    DUPLICATE_ROW = "duplicate_row"  # first_row
    HEADER_DIFFERS = "header_differs"  # first_row, first_value
    NO_LINES = "no_lines"
    NO_HEADER = "no_header"  # number
    EARLIER_THAN = "earlier_than"  # field
    ALREADY_THERE = "already_there"
    STATE_FORBIDS = "state_forbids"  # state
    NOT_ALLOWED = "not_allowed"  # rule
    MORE_THAN_ORDERED = "more_than_ordered"  # ordered, found
    OTHER_CURRENCY = "other_currency"  # expected, found
    REFUSED_ELSEWHERE = "refused_elsewhere"  # row (another row of the same document is refused)


class ParseProblem(Exception):
    """A value that has no single reading; ``code`` says why, ``params`` the readings and limits."""

    def __init__(self, code: ProblemCode, **params: object) -> None:
        super().__init__(code.value)
        self.code = code
        self.params = params
