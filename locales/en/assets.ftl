# Files: the library, Upload File, a file's page, links, and what every upload says.

assets-title = Assets
assets-count = { $n ->
    [one] { $count } file
   *[other] { $count } files
}
assets-loading = Loading files…
assets-none = No files yet
assets-none-detail = Keep contracts, pictures and lists here, on a customer or for everyone.
assets-none-viewer = An editor or an administrator can upload files.
assets-no-match = No files match
assets-drop = Drag and drop files here
assets-drop-anywhere = Drag and drop files anywhere on this page to upload
assets-all = Show all files
assets-added = { $what } in the library.
assets-added-strong = Added.
assets-added-some = { $what } added. { $refused }
assets-added-some-strong = Not every file could be taken.

asset-images = Pictures
asset-documents = Documents
asset-tables = Tables and data
asset-recordings = Sound and video
asset-others = Other
asset-kind = Kind
asset-size = Size
asset-added-when = Added
asset-attached = Attached to
asset-permission-public = Public
asset-permission-private = Private
asset-dimensions = { $kind }, { $width } × { $height }
asset-added-by = { $when } by { $who }
asset-added-on = Added { $when } by { $who }
asset-preview = Preview of { $title }
asset-details = File Details
asset-download = Download
asset-download-named = Download { $title }
asset-copy = Copy link
asset-public-address = Public address
asset-public-help = Anyone who has it can open the file, until you make it private.
asset-version = Version { $version }
asset-detach = Detach
asset-detach-named = Detach { $title }
asset-detach-from = Detach from { $name }
asset-detached = { $title } does not hang on this customer any more.
asset-detached-strong = Detached.
asset-attached-now = { $title } hangs on this customer now.
asset-attached-now-strong = Attached.
asset-attached-none = No customer.
asset-attach = Attach to a customer
upload-kept = Uploaded. It need not be chosen again.
attach = Attach
attach-named = Attach { $name }
attach-title-customer = Attach { $title } to a customer
attach-title-file = Attach a file to { $name }
attach-file = Attach a file from the library
attach-search = Look for
attach-find = Find
attach-found = Found
attach-none = Nothing else is found. Try other words.
asset-import = Import customers from this file
asset-added = { $title } is in the library.
asset-added-strong = Added.
asset-saved = { $title } is up to date.
asset-saved-strong = Saved.
asset-stale = Somebody saved version { $version } in the meantime: “{ $title }”, { $access }. Look at it, then save again to keep yours.
asset-replaced = { $title } has a new file; the former one is below.
asset-replaced-strong = Replaced.
asset-replace = Replace the file
asset-replace-drop = Drag and drop the new file here
asset-replace-choose = choose a file
asset-replace-help = The present one stays among the earlier files.
asset-former = Earlier files
asset-former-number = File { $number }
asset-former-restore = Use again
asset-former-none = None yet
asset-in-trash = { $title } is in Trash until { $day }.
asset-restored = { $title } is back.
asset-deleted = This file was deleted on { $day } and stays in Trash until { $until }.
asset-delete-text = It moves to Trash for 30 days, and nobody outside can open it. You can restore it until { $day }.
asset-purge-text = The file, its earlier files and its links are removed. This cannot be undone.
asset-quota-full = There is no room left: your organization may keep { $files } files of { $bytes } together. Delete files for ever from Trash, or ask whoever runs this server for more room.

asset-links = Links that expire
asset-links-help = Each opens this file without signing in, until it ends.
asset-link-until = Until
asset-link-until-hint = The link is good to the end of this day.
asset-link-uses = Number of uses
asset-link-make = Make link
asset-link-once = Copy this link now.
asset-link-once-help = It is not shown again.
asset-link-used = { $n ->
    [0] Not used yet
    [one] Used once
   *[other] Used { $count } times
}
asset-link-used-of = { $uses } of { $most } uses
asset-link-over = Over
asset-link-revoke = Revoke
asset-link-revoke-named = Revoke the link made { $made }
asset-link-revoked = The link opens nothing any more.

customer-files = Files
customer-files-none = No files yet
customer-files-drop = Drag and drop files here to attach them to { $name }
customer-files-older = Older files

issue-file-is-no-such = Its name ends in .{ $extension }, but that is not what is in it
issue-file-named-otherwise = This is a { $what } file, but its name ends in .{ $extension }
issue-link-day-wrong = Choose a day from today to a year from now
issue-permission-unknown = Enter private or public

# Every upload, also of imports.
upload-details = Details
upload-details-help = Shown wherever the file is attached.
upload-file = File
upload-file-help = Several files share the details above and can be told apart later.
upload-title = Title
upload-description = Description
upload-permission = Access Permission
upload-private = Private
upload-private-hint = Only signed-in operators can open it
upload-public = Public
upload-public-hint = Anyone with the link can open it
upload-drop = Drag and drop files here
upload-choose = choose files
upload-or = , or
# For scripts: %name marks the place of a value.
upload-large = This file is %size. The limit is %limit.
upload-waiting = Waiting
upload-progress = %sent of %total, %left left
upload-done = Uploaded
upload-cancel = Remove %name
upload-missing = Choose a file.
upload-refused = { $name }: { $why }
upload-too-large = The file is larger than { $limit }.
upload-any = Any kind of file, up to { $limit }
