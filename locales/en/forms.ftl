# What all forms share. Labels of fields stand with their noun.

form-optional = Optional
form-error = Error:
form-error-title = Error: { $page }
form-problems = { $n ->
    [one] { $count } thing to fix before this can be saved
   *[other] { $count } things to fix before this can be saved
}
form-cancel = Cancel
form-close = Close
form-save = Save
form-submit = Submit
form-none = None
form-choose = Choose
form-ctrl = Ctrl
form-enter = Enter
form-ctrl-submits = submits
form-problem = { $field }: { $problem }

# What can be wrong with a field.
issue-attribute-key-missing = Enter a key for this value
issue-attribute-key-twice = This key is there twice
issue-country = Ireland
issue-country-unknown = Enter a country, such as Germany or DE
issue-email-comma-for-dot = A comma instead of a dot
issue-email-host-without-dot = The part after the @ needs a dot, like company.com
issue-email-invalid = Enter an email address like name@company.com
issue-email-nothing-after-at = Nothing after the @
issue-email-nothing-before-at = Nothing before the @
issue-email-space = A space inside the email address
issue-email-space-for-at = A space instead of @
issue-email-too-long = An email address has at most { $max } characters
issue-email-two-ats = More than one @
issue-email-without-at = The @ is missing
issue-json-not-an-object = Send a JSON object
issue-json-wrong-type = Send { $expected }
issue-key-invalid = This key is not one that was given out
issue-kind-unknown = Enter personal or corporate
issue-locale-unknown = Enter a language tag like en-US
issue-name-missing = Enter a name or an email address
issue-number-invalid = Enter a whole number
issue-phone-code-unknown = No country has the code that this number begins with
issue-phone-exponent = A spreadsheet shortened this number: format its column as text
issue-phone-needs-country = Choose a country, or begin the number with + and the country’s code
issue-phone-no-digits = Enter a phone number
issue-phone-not-in-country = This is not a number of { $country }
issue-phone-other-country = This number is not of { $country } but of { $other }
issue-phone-too-long = This number is too long for { $country }
issue-phone-too-short = This number is too short for { $country }
issue-phone-type-unknown = Enter Unknown, Phone or Mobile
issue-phone-unreadable = Enter one phone number, in digits
issue-reference-incomplete = Enter system, name and value
issue-status-unknown = Enter active or inactive
issue-text-control-character = Remove the characters that cannot be shown
issue-text-line-break = Write this on one line
issue-text-too-long = Use at most { $max } characters
issue-time-zone-unknown = Enter a time zone like Europe/Berlin
issue-too-many-rows = At most { $max } of these
issue-customer-in-trash = This customer was put into Trash while you were editing. Restore it, then save again: what you typed is still here.
issue-count-wrong = Type the number of customers
issue-cursor-and-offset = Use a cursor or an offset, not both
issue-number-out-of-range = Enter a number from { $min } to { $max }
issue-parameter-unknown = This value is not known here

size-gb = { $number } GB
size-mb = { $number } MB
size-kb = { $number } KB
size-bytes = { $number } bytes
issue-customer-id-invalid = This is not the id of a customer
issue-days-out-of-range = Enter a number of days from 1 to { $max }
issue-last-admin = Keep at least one administrator
issue-own-account = Your own account is for another administrator to change
issue-password-common = Choose a password that others do not use
issue-password-contains-name = Choose a password without your name or email address
issue-password-too-long = Use at most { $max } characters
issue-password-too-short = Use at least { $min } characters
issue-role-unknown = Enter admin, editor or viewer
issue-changed-since-check = The customer changed after the check: check the file again
issue-field-chosen-twice = Two columns go to { $field }
issue-file-lost = The file is no longer kept: import it again
issue-match-ambiguous = More than one customer has this: { $customers }
issue-match-column-missing = Choose the column that customers are found by
issue-match-key-missing = Enter what the customer is to be found by
issue-no-columns-mapped = Choose a field for at least one column
issue-reference-in-file = Row { $row } has this already, and no two customers may
issue-reference-taken = Another customer has this already, and no two may
issue-right-missing = Whoever asked for this may not import any more
