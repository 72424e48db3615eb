# Customers: the list, one customer, the forms, its past, the trash.

customers-title = Customers
customers-count = { $n ->
    [one] { $count } customer
   *[other] { $count } customers
}
customers-loading = Loading customers…
customers-add = Add New
customers-upload = Upload File
customers-import = Import
customers-import-file = Import a file
customers-export = Export
customers-export-csv = CSV
customers-export-csv-listed = CSV, only the columns shown
customers-export-xlsx = Excel workbook
customers-export-xlsx-listed = Excel, only the columns shown
customers-export-json = JSON
customers-export-ndjson = JSON, one customer a line
customers-drop = Drag and drop a file of customers here
customers-views = Views
customers-view-all = All
customers-view-corporate = Corporate
customers-view-personal = Personal
view-save = Save view
view-name = View name
view-help = Everyone in the organization sees it beside the other views. What it lists is looked up anew each time.
view-open = Open the view
view-change = Change view
view-saved-strong = Saved.
view-saved = { $view } is a view now.
view-renamed = The view is called { $view } now.
view-delete = Delete view
view-delete-title = Delete the view { $view }?
view-delete-text = Only the saved query goes. The customers that it lists stay.
view-deleted = The view { $view } was deleted.
issue-view-title-missing = Enter a name for the view
issue-view-title-taken = Another view has this name
issue-views-too-many = There can be { $max } views. Delete one that nobody uses.
customers-filter = Add filter
customers-filter-any = Any
customers-filter-apply = Apply filter
customers-filter-wrong = Nobody is listed, because a filter cannot be used. { $problems }
customers-filter-clear = Clear all
customers-filter-off = Clear: { $field }
customers-filter-is = is { $value }
customers-filter-for = “{ $value }”
customers-sort-updated = Last updated
customers-sort-name = Display Name
customers-sort-created = Newest
customers-none = No customers yet
customers-none-detail = Add your first customer by hand, or bring in a whole list from a CSV, JSON or XLSX file.
customers-none-press = Add one from anywhere:
customers-none-viewer = An editor or an administrator can add customers.
customers-no-match = No customers match
customers-no-match-detail = Clear filters or search all customers.
customers-all = Search all customers
customers-range = { $first }–{ $last } of { $total }
customers-select = Select { $name }
customers-select-page = Select all on this page
customers-select-none = Clear
customers-selected = Selected customers
# %n is the number, put in place by scripts.
customers-selected-one = %n selected
customers-selected-other = %n selected

field-name = Name
field-first-name = First Name
field-last-name = Last Name
field-display-name = Display Name
field-email-address = Email Address
field-phone = Phone
field-status = Status
field-updated = Updated
field-notes = Notes
field-company-name = Company name
field-business-line = Line of business
field-manager = Manager
field-website = Website
field-password = Password
field-organization = Organization
field-your-name = Your name

customer-kind = Type
customer-personal = Personal
customer-personal-hint = One person
customer-corporate = Corporate
customer-corporate-hint = A company or organisation
customer-active = Active
customer-inactive = Inactive
customer-version = Version { $version }
customer-updated = Updated { $when } by { $who }
customer-tabs = Customer
customer-overview = Overview
customer-timeline = Timeline
customer-history = History
customer-details = Customer Details
customer-details-help = The name your team sees and the main address for email.
customer-edit = Edit
customer-edit-all = Edit all fields
customer-edit-title = Edit { $name }
customer-new-title = Add New customer
customer-new-help = Only one name is needed. Everything else can follow later.
customer-display-name-hint = Shown in lists. Left empty, it becomes First Name Last Name.
customer-duplicate = This may already exist.
customer-saves-as = Saves as version { $version }
customer-submit-more = Submit and add another
customer-add = Add
customer-more = More
customer-more-help = Phones, addresses and attributes.
customer-phones = Phones
customer-phones-help = The international number is worked out from country and local number.
customer-no-phones = No phones yet
customer-addresses = Addresses
customer-addresses-help = The first address is used on documents.
customer-no-addresses = No addresses yet
customer-attributes = Attributes
customer-no-attributes = No attributes yet
customer-company = Company
customer-copy = Copy { $text }
customer-record = Record
customer-id = Customer ID
customer-number = Number
customer-created = Created
customer-created-by = { $when } by { $who }
customer-restore = Restore
customer-delete = Delete
customer-delete-title = Delete { $name }?
customer-delete-text = It moves to Trash for 30 days. You can restore it until { $day }.
customer-purge-title = Delete { $name } for ever?
customer-purge-text = The customer, its files, its history and its events are removed. This cannot be undone.
customer-purged = { $name } was deleted for ever.

phone-type = Type
phone-type-unknown = Unknown
phone-type-phone = Phone
phone-type-mobile = Mobile
phone-country = Country
phone-local = Local number
phone-international = International number
phone-add = Add phone
phone-remove = Remove phone { $n }

address-1 = Address 1
address-2 = Address 2
address-suburb = Suburb
address-postcode = PostCode
address-state = State
address-country = Country
address-add = Add address
address-remove = Remove address

attribute-key = Key
attribute-value = Value
attribute-add = Add attribute
attribute-remove = Remove attribute { $n }

bulk-delete-title = { $n ->
    [one] Delete { $count } customer?
   *[other] Delete { $count } customers?
}
bulk-delete-text = They move to Trash for 30 days. You can restore them until { $day }.
bulk-type-number = Type { $count } to confirm
bulk-none = Select at least one customer.

history-help = Pick two versions to compare, or restore an earlier one. Restoring adds a new version; nothing is lost.
history-compare = Compare versions
history-from-to = From / to
history-version = Version
history-changed = What changed
history-by = By
history-through = Through
history-when = When
history-current = Current
history-older = Older versions
history-restore = Restore version { $version }
history-compare-from = Compare from version { $version }
history-compare-to = Compare to version { $version }
history-created = Created
history-restored = Restored version { $version }
history-console = Console
history-import = Import { $name }, row { $row }
history-import-undone = Undo of import { $name }, row { $row }
history-import-redone = Redo of import { $name }, row { $row }

compare-title = Version { $from } to version { $to }
compare-here = Version { $from } to { $to }
compare-fields = { $n ->
    [one] { $count } field changed
   *[other] { $count } fields changed
}
compare-changed = Changed fields
compare-field = Field
compare-not-set = Not set
compare-same = These versions are the same.
compare-older = Older
compare-newer = Newer
compare-unchanged = { $n ->
    [one] Show { $count } unchanged field
   *[other] Show { $count } unchanged fields
}

conflict-title = Someone saved before you
conflict-here = Resolve changes
conflict-what = { $who } saved version { $stored } while you were editing version { $read }.
conflict-then = { $n ->
    [one] Nothing of yours is lost. { $count } field changed on both sides: choose a value for it.
   *[other] Nothing of yours is lost. { $count } fields changed on both sides: choose a value for each.
}
conflict-theirs = Saved by { $who }, version { $version }
conflict-mine = Your change
conflict-was = Was: { $value }
conflict-both = Fields changed on both sides
conflict-merged = Merged without conflict
conflict-result = Result
conflict-from = From
conflict-you = You
conflict-keep-theirs = Keep their value:
conflict-keep-mine = Use your value:
conflict-back = Back to editing
conflict-discard = Discard my changes

trash-help = Deleted customers and files stay here for 30 days.
trash-none = Trash is empty
trash-none-detail = Deleted customers and files stay here for 30 days and can be restored.
trash-deleted = Deleted
trash-left = Time left
trash-purge = Delete for ever

actor-command-line = Command line

customers-count-more = More than { $count } customers
customers-filter-search = Search
customers-filter-since = Changed since
customers-filter-present = is present
customers-filter-absent = is missing
customers-sort-oldest = Oldest
customer-added-strong = Added.
customer-added = { $name } is in the list.
customer-saved-strong = Saved.
customer-saved = { $name } is now version { $version }.
customer-saved-in-part-strong = Saved.
customer-saved-in-part = { $name } is now version { $version }. Left out, because they no longer exist or no longer fit: { $skipped }.
customer-unchanged-in-part = Nothing was changed. Left out, because they no longer exist or no longer fit: { $skipped }.
customer-merged-strong = Saved.
customer-merged = { $name } is now version { $version }, merged with what was saved in between.
customer-unchanged = Nothing was changed.
customer-in-trash = { $name } is in Trash until { $day }.
customer-restored = { $name } is back.
customer-deleted = This customer was deleted on { $day } and stays in Trash until { $until }.
customer-attributes-help = Your own fields, each with a key.
customer-duplicate-detail = uses the same Email Address or phone. You can still submit.
customer-other = Other
bulk-deleted = { $count } in Trash until { $day }.
bulk-restored = { $count } back in the list.
field-kind = Type
field-father-name = Father’s name
field-acronym = Short name
field-headcount = Headcount
field-tax-number = Tax number
field-registration-number = Registration number
field-locale = Language
field-locale-hint = A tag like en-US or fa.
field-phones = Phones
field-addresses = Addresses
field-attributes = Attributes
field-references = References
phones-row = Phone { $n }
phones-type = Type
phones-country = Country
phones-number-local = Local number
phones-number-international = International number
addresses-row = Address { $n }
addresses-address1 = Address 1
addresses-address2 = Address 2
addresses-suburb = Suburb
addresses-postcode = PostCode
addresses-state = State
addresses-country = Country
attributes-row = Attribute { $n }
attributes-key = Key
attributes-value = Value
references-row = Reference { $n }
history-api = API
history-dialect = Connected system
history-stale = Somebody saved a newer version. Look at it, then restore again.
compare-who = { $first } to { $second }
compare-restore-field = Restore { $field }
trash-days = { $n ->
    [one] { $count } day left
   *[other] { $count } days left
}
