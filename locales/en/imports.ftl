# Imports, from the file to the result, and Upload File.

import-title = Import customers
import-template = Template
import-steps = Import steps
import-step-upload = Upload
import-step-map = Map columns
import-step-check = Check
import-step-import = Import
import-drop = Drag and drop a file here
import-choose = choose a file
import-formats = CSV, JSON or XLSX, up to { $limit }. Nothing is saved until you have checked the preview.
import-earlier = Earlier imports
import-none = No imports yet
import-older = Older imports
import-file = File
import-result = Result
import-row = Row
import-rows = { $n ->
    [one] { $count } row
   *[other] { $count } rows
}
import-customer = Customer
import-value = Value
import-why = Why
import-sheet = Sheet “{ $name }”

import-map = Map columns
import-reading = How the file is read
import-reading-help = Encoding, separator, sheet, header
import-read-again = Read again
import-encoding = Encoding
import-separator = Separator
import-sheet-label = Sheet
import-header = First row
import-header-yes = Is the header
import-header-no = Is a customer
import-column = Column in file
import-examples = Examples
import-goes-to = Goes to
import-match = Match
import-matched = Matched
import-unmatched = Left out
import-secret = Left out: a secret
import-needs-country = Needs a country
import-field-for = Field for { $column }
import-do-not = Do not import
import-new-attribute = New attribute
import-default-country = Country for phones without one
import-same-customer = A row is the same customer when it has the same
import-when-exists = When the customer exists
import-update-it = Update it
import-skip-it = Skip the row
import-preview = Preview: what would be saved
import-remember = Remember this mapping
import-mapping-name = Name of this mapping
import-mapping-file = Mapping as a file
import-settings = Use the settings of
import-settings-none = Choose
import-settings-of = { $name }, { $when }
import-settings-use = Use
import-again = Same settings again
import-like = The file gets the settings of { $name }.
import-file-kept = File as brought
import-list-undo-until = Undo until { $day }
import-list-redo-until = Redo until { $day }
import-back = Back
import-check-verb = { $n ->
    [one] Check { $count } row
   *[other] Check all { $count } rows
}

import-create = Create
import-update = Update
import-fix = Fix
import-check-sentence = Will create { $created }, update { $updated }, skip { $skipped }.
import-need-fix = { $n ->
    [one] { $count } row needs a fix
   *[other] { $count } rows need a fix
}
import-apply-verb = { $n ->
    [one] Import { $count } row
   *[other] Import { $count } rows
}
import-back-map = Back to mapping
import-nothing-saved = Nothing is saved yet.
import-to-fix = Rows that need a fix
import-not-imported = Rows not imported
import-to-fix-help = Grouped by what to fix. Download the rows, fix them in your spreadsheet and import that file.
import-fix-help = Grouped by what to fix. Correct a value here, or download the rows, fix them in your spreadsheet and import that file: they are merged into this import.
import-fix-in-file = Too long, or of several lines: correct it in the downloaded file
import-fix-rows = Import these rows again
import-fix-cell = { $field }, row { $row }
import-fix-instead = In place of “{ $value }” in every row that has it
import-fix-all = Replace and import these rows again
import-fix-nothing = Nothing was changed. Type over a value first.
import-fix-refused = { $why }
import-perhaps = { $why }. Perhaps { $meant }
import-corrects = These are rows of { $name } that needed a fix. What becomes of them is merged into that import.
import-download-workbook = As an Excel workbook
import-download = { $n ->
    [one] Download { $count } row
   *[other] Download { $count } rows
}
import-group-column = column “{ $name }”
import-group-more = { $n ->
    [one] { $count } more in this group
   *[other] { $count } more in this group
}

import-checking = Checking { $name }
import-importing = Importing { $name }
import-progress = Progress
import-progress-rows = { $done } of { $total } rows
import-progress-left = { $percent }, about { $time } left
import-leave = You can leave this page. The import goes on, and the result waits under Imports.
import-problems-so-far = Rows with a problem so far
import-stop = Stop

import-rows-in-file = Rows in file
import-rows-of = { $what }: { $rows }
import-rows-none = No rows
import-rows-next = Next rows
import-row-span = { $first }–{ $last }
import-blank-rows = Empty
import-would = What updates would change
import-would-change = { $n ->
    [one] { $count } would change { $field }.
   *[other] { $count } would change { $field }.
}
import-would-change-at-least = { $n ->
    [one] At least { $count } would change { $field }.
   *[other] At least { $count } would change { $field }.
}
import-later-rows = Later rows of one customer
import-would-help = Choose a field to see each row with what it is and what it would be.
import-change-field = Field
import-change-kind = Kind of change
import-change-any = Any change
import-change-added = Added
import-change-changed = Changed
import-change-removed = Removed
import-same-as = The same customer as row { $row }: what this changes shows when both are in.
import-changed-between = The customer has changed since the check.
import-skipped-found = The customer exists.
import-skipped-missing = There is no such customer.
import-created = Created
import-updated = Updated
import-unchanged = Unchanged
import-skipped = Skipped
import-rejected = Not imported

import-saved = { $n ->
    [one] { $count } customer saved
   *[other] { $count } customers saved
}
import-finished = Finished { $when }, in { $time }
import-by = by { $who }
import-view = Open customers
import-undo = Undo this import
import-undo-verb = Undo the import
import-undo-title = Undo the import of { $name }?
import-undo-question = { $created } customers that it created go to Trash, { $updated } that it changed go back to what they were. Customers edited since then are kept and listed for you. You can take the undo back.
import-undo-until = Undo takes back what this import created and changed, until { $day }. Customers edited since then are kept and listed for you.
import-undo-ended = { $when }, in { $time }, by { $who }
import-undo-stopped = Stopped at { $done } of { $total } customers
import-undo-go-on = Go on
import-undoing = Undoing the import of { $name }
import-redo = Take the undo back
import-redo-title = Bring back what { $name } did?
import-redo-text = Customers that went to Trash come out of it, and those that went back to what they were are again as the import made them. Customers edited since then are kept and listed for you.
import-redo-until = The undo can be taken back until { $day }.
import-redoing = Bringing back what { $name } did
import-was-undone = This import was undone
import-was-redone = The undo of this import was taken back
import-fate-trashed = In Trash
import-fate-restored = Out of Trash
import-fate-returned = Back as they were
import-fate-kept = Kept
import-fate-gone = Gone before
import-kept = { $n ->
    [one] { $count } customer was changed since and kept
   *[other] { $count } customers were changed since and kept
}
import-kept-help = Nothing of these was touched. Decide about each, or leave it as it is.
import-kept-row = Row { $row }
import-kept-left = As imported
import-kept-now = Now
import-kept-part = Take back only what the import changed
import-kept-all = Return to before the import
import-kept-trash = Move to Trash
import-kept-gone = This customer was deleted for ever.
import-kept-in-trash = This customer is in Trash.
import-kept-taken = Another customer has taken one of its ids since.
import-kept-next = Next customers
import-kept-decided = { $name } was changed as you decided.
import-kept-decided-strong = Done.
import-kept-moved-on = This customer has changed since you opened the page. Nothing was done.
import-kept-is-taken = Another customer has one of the ids that this would bring back. Nothing was done.
operation-undo-import = Undoing the import of { $label }
operation-redo-import = Bringing back what { $label } did
import-status-uploaded = Uploaded
import-status-checking = Checking
import-status-checked = Checked
import-status-queued = Waiting
import-status-running = Importing
import-status-completed = Done
import-status-cancelled = Stopped
import-status-failed = Failed
import-status-undoing = Undoing
import-status-undone = Undone

# What a file can be refused for.
issue-file-unreadable = The file could not be read from the disk. Try again
issue-file-empty = The file is empty. Choose one that holds customers
issue-file-no-rows = The file has no rows. Add at least one customer to it
issue-file-no-rows-header = The file has a header, but no rows below it. Add at least one customer to it
issue-file-not-a-table = This file is { $what }. Save it as CSV, JSON or Excel (.xlsx), then upload that file
issue-file-wrong-extension = The file’s name ends in .{ $extension }, but it holds { $format }. Rename it to end in .{ $right }
issue-file-not-text = Row { $row } holds bytes that are not { $encoding }. Choose another encoding, or save the file as UTF-8
issue-file-quote-not-closed = A quote opened in row { $row } is not closed. Close it, or double it if it is part of the text
issue-file-row-too-long = Row { $row } is longer than { $limit } bytes. Shorten it
issue-file-too-many-rows = The file has more than { $limit } rows. Split it into several files
issue-file-too-many-columns = Row { $row } has more than { $limit } columns. Remove the columns that are not needed
issue-file-broken-json = The JSON is broken at byte { $byte }, at element { $row }: expected { $expected }
issue-file-no-list = The JSON holds no list of objects. It should be an array of objects, or an object with one array
issue-file-two-lists = The JSON holds two lists, “{ $first }” and “{ $second }”. Save each as a file of its own
issue-file-workbook-too-large = The workbook is too large: it has more than { $limit } { $unit }. Save the sheet as CSV
issue-file-damaged-workbook = The workbook is damaged: { $part } { $problem }. Open it in your spreadsheet program and save it again
issue-file-no-such-sheet = The workbook has no sheet named “{ $name }”. Choose another

foreign-old-excel = an Excel 97–2003 workbook (.xls)
foreign-protected-excel = a workbook protected by a password
foreign-binary-excel = a binary Excel workbook (.xlsb)
foreign-open-document = an OpenDocument file
foreign-word = a Word document
foreign-power-point = a presentation
foreign-archive = an archive of files
foreign-pdf = a PDF document
foreign-image = an image
foreign-media = a sound or video file
foreign-web-page = a web page (HTML)
foreign-xml = an XML file
foreign-unmarked-utf16 = UTF-16 text without a byte order mark
foreign-binary = not text

excess-parts = parts
excess-sheets = sheets
excess-bytes = bytes when unpacked
excess-shared-text = bytes of shared text
excess-ratio = unpacked bytes for each byte stored

format-csv = CSV
format-json = JSON
format-ndjson = NDJSON
format-xlsx = an Excel workbook

# What is worth a second look in a file that can be read.
note-encoding-guessed = The encoding was guessed as { $encoding }. If letters look wrong, choose another.
note-no-header = The first row does not name the columns, so it is read as a customer.
note-title-rows = { $n ->
    [one] The first line is a title, and left out.
   *[other] The first { $count } lines are a title, and left out.
}
note-unnamed-columns = { $n ->
    [one] { $count } column has no name.
   *[other] { $count } columns have no name.
}
note-repeated-names = { $n ->
    [one] { $count } column has a name that another one has.
   *[other] { $count } columns have a name that another one has.
}
note-other-sheets = { $n ->
    [one] The workbook has { $count } other sheet, which is not read.
   *[other] The workbook has { $count } other sheets, which are not read.
}
note-unreadable-rows = { $n ->
    [one] { $count } of the rows looked at cannot be read: row { $row }.
   *[other] { $count } of the rows looked at cannot be read; the first is row { $row }.
}

# What can be wrong with a row as it stands in the file.
issue-row-ragged = The row has { $found } cells, the header has { $expected }
issue-row-cell-too-long = “{ $column }” is { $bytes } bytes long, at most { $limit } are taken
issue-row-cell-error = “{ $column }” shows { $value } instead of a value
issue-row-not-an-object = The element is not an object
issue-row-broken-json = The JSON is broken at its byte { $byte }: expected { $expected }
issue-row-too-deep = The element is nested more than { $limit } levels deep
issue-row-repeated-key = The key “{ $key }” occurs twice
issue-row-too-many-keys = An object has more than { $limit } keys
issue-row-key-too-long = A key is longer than { $limit } bytes
issue-row-unknown-key = The key “{ $key }” is not one of the file’s columns

# The same as headings of groups, where the sentence would name one row’s values.
cause-email = { $field } is not valid
cause-phone = { $field } is not valid
cause-row-ragged = The row has more or fewer cells than the header
cause-row-cell-too-long = A cell is too long
cause-row-cell-error = A cell shows an error of the spreadsheet
cause-row-broken-json = The JSON is broken
cause-row-too-deep = The element is nested too deeply
cause-row-repeated-key = A key occurs twice
cause-row-too-many-keys = An object has too many keys
cause-row-key-too-long = A key is too long
cause-row-unknown-key = A key is not one of the file’s columns
cause-text-too-long = The text is too long
cause-too-many-rows = Too many of one kind
cause-number-out-of-range = The number is out of range
cause-match-ambiguous = Several customers have the same value
cause-reference-in-file = An earlier row has the same reference

# Where a column can go.
target-group-none = Not imported
target-group-customer = Customer
target-group-contact = Contact
target-group-address = Address { $n }
target-group-company = Company
target-group-other = Other
target-customer-id = Customer ID (to find it by)
target-phones = Phones, several in a cell
target-addresses = Addresses, several in a cell
target-emails = Further email addresses, several in a cell
target-people = Contacts, several in a cell
target-attributes = Attributes, several in a cell
target-references = References, several in a cell
target-customer = Whole customer
target-tags = Tags (a new title makes a new tag)
target-new-attribute = Define attribute: { $key } ({ $kind })
target-attribute = Attribute: { $key }
target-reference = Reference: { $name }

import-empty-cells = An empty cell
import-empty-keep = Keeps the value
import-empty-clear = Removes the value
import-create-another = Create another
import-country-none = None
import-separator-comma = Comma ( , )
import-separator-semicolon = Semicolon ( ; )
import-separator-tab = Tab
import-separator-bar = Bar ( | )
import-skip = Skip
import-same = Unchanged
import-blank = Empty row
import-rows-about = { $n ->
    [one] About { $count } row
   *[other] About { $count } rows
}
import-summary-saved = { $count } saved
import-summary-skipped = { $count } skipped
import-summary-unchanged = { $count } unchanged
import-summary-rejected = { $count } not imported
import-join = { $first } · { $rest }
import-too-many-waiting = { $max } imports are waiting already. Wait until one is done, then upload again.
import-too-many-starts = You started { $max } imports in the last hour. Wait a while, then upload again.
import-file-missing = Choose a file first.
import-uploaded-several = { $n ->
    [one] { $count } file is uploaded. Open it below to go on.
   *[other] { $count } files are uploaded. Open each below to go on.
}
import-moved-on = This import has moved on since you opened the page.
import-stopping = Stopping after the current rows.
import-waiting = Waiting for its turn
import-nothing-saved-title = No customers saved
import-check-fix = { $will } { $fix }.
import-title-fix = { $saved }, { $fix }
import-ended-cancelled = It was stopped. What is listed here was done before; the other rows were not looked at.
import-ended-failed = Nothing was saved.
import-file-gone = The file was removed 30 days after it came in.
import-checked = Checked { $when }
import-uploaded = { $what }
import-uploaded-strong = Uploaded.
import-uploaded-some = { $what } { $refused }
import-uploaded-some-strong = Not every file could be taken.
import-file-too-large = The file is larger than { $limit }. Split it into several files.
import-percent = { $n }%
phones-mobile = Mobile number

# What programs are told of the file they bring.
issue-cell-not-json = This cell takes several values as JSON, as an export writes them
issue-number-exponent = A spreadsheet has rounded this number: format its column as text, and export it again
issue-column-unknown = The file has no such column
issue-file-missing = Send one file
issue-file-refused = { $reason }
issue-options-wrong = { $reason }
import-waits-for-editor = An editor or an administrator can map its columns and go on.
