# Tags, and the work on many customers that a change of one leaves.

tags-title = Tags
tags-intro = A tag can be given to any customer, and the list filtered by it.
tags-help = Tick every tag that applies.
tags-none = No tags yet. Add one here, or on a customer’s page.
tags-add = Add a tag
tags-give = Add tag
tags-new = New tags
tags-new-hint = Several are parted by commas.
tag-title = Tag
tag-name = Title
tag-color = Colour
tag-color-any = Automatic
tag-color-red = Red
tag-color-orange = Orange
tag-color-yellow = Yellow
tag-color-green = Green
tag-color-teal = Teal
tag-color-blue = Blue
tag-color-violet = Violet
tag-color-pink = Pink
tag-gone = a tag that is gone
tag-choose = Choose
tag-or-new = Or a new tag
tag-edit = Edit { $tag }
tag-remove = Remove tag { $tag }
tag-details = Title and colour
tag-details-help = Customers are found by the new title.
tag-added-strong = Added.
tag-added = { $tag } can be given to customers.
tag-saved-strong = Saved.
tag-saved = The tag is now called { $tag }.
tag-merge = Merge
tag-merge-heading = Merge into another tag
tag-merge-help = Its customers carry the other tag instead, and this one is gone.
tag-into = Into
tag-merge-title = Merge { $tag } into { $into }?
tag-merge-text = { $n ->
    [0] No customer carries { $tag }. It will be gone.
    [one] { $count } customer carries { $tag }, and will carry { $into } instead. { $tag } will be gone.
   *[other] { $count } customers carry { $tag }, and will carry { $into } instead. { $tag } will be gone.
}
tag-merged-strong = Merged.
tag-merged = { $tag } is gone.
tag-delete = Delete
tag-delete-this = Delete { $tag }
tag-delete-title = Delete the tag { $tag }?
tag-delete-text = { $n ->
    [0] No customer carries it.
    [one] { $count } customer carries it, and will not any more. The customer stays.
   *[other] { $count } customers carry it, and will not any more. The customers stay.
}
tag-deleted-strong = Deleted.
tag-deleted = The tag { $tag } is gone.
customer-no-tags = No tags yet
customers-filter-any-of = any of { $values }
bulk-tag-verb = Add tag
bulk-tag-title = { $n ->
    [one] Add a tag to { $count } customer
   *[other] Add a tag to { $count } customers
}
bulk-tag-text = Choose a tag, or type a new one.
bulk-tag-done-strong = Tagged.
bulk-tag-done = { $count } got the tag { $tag }.
bulk-untag-verb = Remove tag
bulk-untag-title = { $n ->
    [one] Remove a tag from { $count } customer
   *[other] Remove a tag from { $count } customers
}
bulk-untag-text = Choose one of the tags that they carry.
bulk-untag-done-strong = Removed.
bulk-untag-done = { $count } lost the tag { $tag }.
field-tags = Tags
field-tag-titles = New tags
import-tags-note = Tags are parted by commas, semicolons, bars or line ends. Those that a customer has already stay, and a title that is new here makes a new tag.
operation-work = Work on customers
operation-rename-tag = Renaming the tag { $tag }
operation-merge-tag = Merging the tag { $tag }
operation-delete-tag = Deleting the tag { $tag }
operation-progress = { $done } of { $total } customers
operation-done = { $n ->
    [one] { $count } customer done
   *[other] { $count } customers done
}
operation-leave = You can leave this page. The work goes on, also when the program is started again.
operation-over = Every customer has followed.

issue-tag-color-unknown = Choose one of the colours offered
issue-tag-merged-into-itself = Choose another tag to merge into
issue-tag-missing = Choose a tag
issue-tag-title-missing = Enter a title
issue-tag-title-separator = Leave out commas, semicolons and bars: they part titles in a list
issue-tag-title-taken = There is a tag of this title already
issue-tag-unknown = There is no such tag any more
issue-tags-full = An organization has at most { $max } tags
