# The frame of every page.

nav-main = Main
nav-customers = Customers
nav-assets = Assets
nav-imports = Imports
nav-tags = Tags
nav-settings = Settings
nav-operators = Operators
nav-tokens = Tokens
nav-trash = Trash

shell-name = Customary
shell-title = { $page } · Customary
shell-skip = Skip to content
shell-menu = Menu
shell-account = Your account
shell-search = Search customers
shell-search-hint = Search customers by name, email, phone or tag
shell-search-assets = Search assets
shell-search-assets-hint = Search assets by title or description
shell-keys = Keyboard shortcuts
shell-theme = Light or dark
shell-compact = Compact rows
shell-single-keys = Single-key shortcuts
shell-sign-out = Sign out
shell-undo = Undo
shell-breadcrumb = Breadcrumb

# Spoken or shown by scripts; %name marks the place of a value.
shell-fault = Something went wrong on our side.
shell-offline = You are offline. What you typed is still here.
shell-again = Try again
shell-copied = Copied
shell-row-added = Row added
shell-row-removed = Row removed

pager-pages = Pages
pager-rows = Rows
pager-show = Show
pager-first = First
pager-previous = Previous
pager-next = Next
pager-last = Last

table-more = More for { $name }

keys-title = Keyboard shortcuts
keys-intro = Single keys work everywhere except in text fields. You can turn them off in the account menu.
keys-key = Key
keys-does = Does
keys-search = Focus search
keys-rows = Next or previous row
keys-open = Open row
keys-select = Select row; with Shift, the range
keys-escape = Close, else clear the selection, else leave the search box
keys-pages = Previous or next page
keys-go = Dashboard, Customers, Assets, Imports, Tags, Operators
keys-then = then
keys-new = Add New, or Upload File on the pages of files
keys-edit = Edit this customer
keys-map = This page
keys-submit = Submit or Save
