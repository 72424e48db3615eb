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
