# Attributes that an organization has defined, and the work on many customers that a change of one asks for.

nav-attributes = Attributes
attributes-intro = What you keep about every customer, with a type. Any other key stays free.
attributes-none = No attributes are defined yet. Every key is free.
attribute-define = Define an attribute
attribute-label = Name
attribute-key-hint = As it stands in files and the API. Empty takes the name.
attribute-kind = Type
attribute-kind-text = Text
attribute-kind-number = Number
attribute-kind-date = Date
attribute-kind-yes-no = Yes or no
attribute-kind-choice = Choice
attribute-kind-url = Web address
attribute-choices = Values to choose from
attribute-choices-hint = One on each line, for the type Choice.
attribute-default = Default value
attribute-default-hint = What a new customer gets that says nothing of it.
attribute-use = Use
attribute-required = Required
attribute-required-hint = Required: a new customer must have a value
attribute-listed = In the list
attribute-listed-hint = In the list: a column among the customers, for the first three
attribute-filterable = Filter
attribute-filterable-hint = Filter: the list can be narrowed to a value
attribute-filling = Filter is being prepared
attribute-filling-help = The filter is being prepared. It can be used when every customer is in it.
attribute-yes = Yes
attribute-no = No
attribute-from = { $label }, from
attribute-to = { $label }, to
attribute-filter-from = is { $from } or more
attribute-filter-to = is { $to } or less
attribute-filter-between = is between { $from } and { $to }
attribute-filter-unfit = does not fit its type
attribute-hint-number = Like 1250.50, without separators.
attribute-hint-url = Like https://example.com
attribute-does-not-fit = Does not fit
attribute-edit = Edit { $label }
attribute-move-up = Move { $label } up
attribute-move-down = Move { $label } down
attribute-details = Name and use
attribute-details-help = This changes no customer. A value that is required is asked of new customers, and of whoever edits it.
attribute-change = Key and type
attribute-change-help = First you see what this would make of the values that customers have. Nothing is lost: a value that does not fit stays as it is.
attribute-change-look = See what would change
attribute-change-apply = Make this change
attribute-change-drop = Do not change anything
attribute-change-stop = Stop
attribute-change-continue = Go on
attribute-change-key = The key { $former } becomes { $key }, with the type { $kind }.
attribute-change-kind = { $key } gets the type { $kind }.
attribute-change-fits = Every value fits.
attribute-change-keeps = A value that does not fit stays as it is and is marked on the customer’s page. A customer that has something under the new key already keeps both.
attribute-change-begun-strong = Begun.
attribute-change-begun = The customers follow now.
attribute-change-stopped-strong = Stopped.
attribute-change-stopped = No further customer is changed.
attribute-change-stale = This has moved on meanwhile: look at where it stands now.
attribute-fits = Values that fit
attribute-unfit = Values that do not fit
attribute-clashes = Customers that have the new key already
attribute-examples = Some of those that do not fit
attribute-unfit-all = Customers it does not fit
attribute-added-strong = Defined.
attribute-added = { $label } is an attribute of every customer.
attribute-saved-strong = Saved.
attribute-saved = { $label } was changed.
attribute-unchanged = Nothing was changed.
attribute-delete = Delete
attribute-delete-title = Delete the attribute { $label }?
attribute-delete-text = { $n ->
    [0] No customer has a value of it.
    [one] { $count } customer has a value of it. It stays, under the free key { $key }.
   *[other] { $count } customers have a value of it. They stay, under the free key { $key }.
}
attribute-delete-text-many = { $n ->
   *[other] More than { $count } customers have a value of it. They stay, under the free key { $key }.
}
attribute-deleted-strong = Deleted.
attribute-deleted = { $label } is not an attribute any more. Its values stay, under a free key.
history-operation = Tags and attributes
operation-fill-attribute = Preparing the filter of { $label }
operation-empty-attribute = Tidying up after a filter
operation-change-attribute = Changing the attribute { $label }
operation-looked-at = { $n ->
    [one] { $count } customer looked at
   *[other] { $count } customers looked at
}
operation-checked = Nothing has been changed yet.
operation-stopped = It was stopped. The customers that are done stay so; the others keep their value under the key they have.
operation-cancelled = It was given up, and nothing was changed.

issue-attribute-busy = This attribute is being changed: wait until that is over
issue-attribute-choice-unknown = Choose one of these: { $choices }
issue-attribute-choices-missing = Enter at least one value to choose from
issue-attribute-date-invalid = Enter a day like 2026-11-21
issue-attribute-default-unfit = The default value does not fit this type: remove it first
issue-attribute-gone = This attribute is no longer defined: take this filter off
issue-attribute-key-taken = There is an attribute with this key already
issue-attribute-kind-unknown = Choose one of the types offered
issue-attribute-label-missing = Enter a name
issue-attribute-missing = { $label } is required
issue-attribute-not-filterable = Customers are not filtered by this attribute
issue-attribute-not-one-value = Enter one value
issue-attribute-number-invalid = Enter a number like 1250.50, without separators
issue-attribute-url-invalid = Enter an address like https://example.com
issue-attribute-without-order = Ask for a value, or for a number or day from and to
issue-attribute-yes-no-invalid = Enter yes or no
issue-attributes-asked-many = Filter by at most { $max } attributes at once
issue-attributes-full = An organization defines at most { $max } attributes
