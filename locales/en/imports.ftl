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
