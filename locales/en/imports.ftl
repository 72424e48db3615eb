# Imports, from the file to the result, and Upload File.

import-title = Import customers
import-template = Template
import-steps = Import steps
import-step-upload = Upload
import-step-map = Map columns
import-step-check = Check
import-step-import = Import
import-drop = Drag and drop a file here,
import-choose = or choose a file
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
import-unmatched = Not imported
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
import-undoing = Undoing { $name }
import-progress = Progress
import-progress-rows = { $done } of { $total } rows
import-progress-left = { $percent }, about { $time } left
import-leave = You can leave this page. The import goes on, and the result waits under Imports.
import-problems-so-far = Rows with a problem so far
import-stop = Stop

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
import-view = View customers
import-undo = Undo this import
import-undo-title = Undo this import?
import-undo-text = Takes back what this import created and changed. Customers edited since then are kept and listed for you.
import-undo-until = Undo takes back what this import created and changed, until { $day }. Customers edited since then are kept and listed for you.
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

upload-details = Details
upload-details-help = Shown wherever the file is attached.
upload-file = File
upload-file-help = A file of customers. Each file becomes an import that you check before anything is saved.
upload-title = Title
upload-description = Description
upload-permission = Access Permission
upload-private = Private
upload-private-hint = Only signed-in operators can open it
upload-public = Public
upload-public-hint = Anyone with the link can open it
upload-drop = Drag and drop files here,
upload-choose = or choose files
# For scripts: %name marks the place of a value.
upload-large = This file is %size. The limit is %limit.
upload-waiting = Waiting
upload-progress = %sent of %total, %left left
upload-done = Uploaded
upload-cancel = Remove %name
upload-missing = Choose a file.

import-went-on = The import has gone on meanwhile.
import-by-command-line = Command line
import-fact-saved = { $count } saved
import-fact-skipped = { $count } skipped
import-fact-rejected = { $count } not imported
import-stopping = Stopping
import-waiting = Waiting for its turn
import-stopped = Somebody stopped it. What was imported by then is in, and is counted below.
import-nothing-written = Nothing was imported.
import-file-gone = The file is no longer kept.
import-values-gone = Values are no longer kept
import-blank = Empty
import-left-out = Left out
import-group-other = Leave out or keep
import-group-customer = Customer
import-part-of = { $whole }: { $part }
import-customer-id = Customer ID
import-several-phones = Phones, several in one cell
import-several-addresses = Addresses, several in one cell
import-attribute = Attribute: { $key }
import-reference = Reference: { $system } { $name }
import-mode = Rows may
import-mode-both = Create and update customers
import-mode-create = Only create customers
import-mode-update = Only update customers
import-create-another = Create another
import-empty = An empty cell
import-empty-keep = Keeps what the customer has
import-empty-clear = Removes what the customer has
import-no-country = None
import-delimiter-comma = Comma
import-delimiter-semicolon = Semicolon
import-delimiter-tab = Tab
import-delimiter-bar = Bar
import-note-encoding-guessed = Encoding guessed: { $encoding }
import-note-no-header = No header row
import-note-unnamed-columns = { $count } columns without a name
import-note-repeated-names = { $count } columns with the name of another
import-note-other-sheets = { $count } other sheets are not read
import-note-unreadable-rows = { $count } rows cannot be read, the first is row { $row }

issue-column-unknown = The file has no such column
issue-file-missing = Send one file
issue-file-refused = { $reason }
issue-options-wrong = { $reason }
issue-imports-started = At most { $max } imports an hour: wait a while
issue-imports-waiting = At most { $max } imports wait at once: wait until one has ended

# Files that cannot be read. Where a sentence is missing here, the English one of the reader is shown.
issue-file-empty = The file is empty.
issue-file-no-list = The JSON holds no list of objects. It should be an array of objects, or an object with one array.
issue-file-not-text = Row { $row } holds bytes that are not { $encoding }. Choose another encoding, or save the file as UTF-8.
issue-file-quote-not-closed = A quote opened in row { $row } is not closed. Close it, or double it if it is part of the text.
issue-file-row-too-long = Row { $row } is longer than { $limit } bytes. Shorten it.
issue-file-too-many-rows = The file has more than { $limit } rows. Split it into several files.
issue-file-too-many-columns = Row { $row } has more than { $limit } columns. Remove the columns that are not needed.
issue-file-two-lists = The JSON holds two lists, “{ $first }” and “{ $second }”. Save each as a file of its own.
issue-file-no-such-sheet = The workbook has no sheet named “{ $name }”.

# Rows that cannot be read.
issue-row-ragged = The row has { $found } cells, the header has { $expected }
issue-row-cell-too-long = “{ $column }” is { $bytes } bytes long, at most { $limit } are taken
issue-row-not-an-object = The element is not an object
issue-row-too-deep = The element is nested more than { $limit } levels deep
issue-row-repeated-key = The key “{ $key }” occurs twice
issue-row-unknown-key = The key “{ $key }” is not one of the file’s columns
