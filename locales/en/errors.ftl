# Pages that say what went wrong and what can be done next.

error-reference = Reference { $reference }
error-back = Back to customers

error-fault = Something went wrong on our side
error-fault-detail = Nothing of yours was changed by this. Try again; if it happens again, tell an administrator the reference below.
error-not-found = There is nothing here
error-not-found-detail = The address may be mistyped, or what it showed was deleted for ever.
error-forbidden = You are not allowed to do this
error-forbidden-detail = An administrator can change what your account may do.
error-form-expired = This form is too old
error-form-expired-detail = You were signed out or the page was open for long. Go back, reload it and send it again.
error-unavailable = The console is busy
error-unavailable-detail = Nothing was saved. Try again in a moment.
error-too-large = This is too large
error-too-many = Too many requests
error-too-many-detail = Wait a moment, then try again.
error-storage-full = There is no room left
error-storage-full-detail = Nothing was saved. An administrator can make room for files.

error-refused = This was refused
error-refused-detail = Go back and try it another way.
error-limit = At most { $size } are taken here.
error-malformed = This could not be understood
error-malformed-detail = Go back, reload the page and try again.
error-cross-site = This came from another site
error-cross-site-detail = Open the console itself and try again there.
error-method-not-allowed = This address does something else
error-method-not-allowed-detail = Go back and use the page it belongs to.
error-timed-out = This took too long
error-timed-out-detail = Try again; if your connection is slow, with less at once.
error-uri-too-long = This address is too long
error-headers-too-large = Your browser sent too much
error-headers-too-large-detail = Delete this site’s cookies and try again.
error-unsupported-media-type = This is in a form that is not taken here
error-unsupported-media-type-detail = Go back and use the page it belongs to.
error-unknown-host = This is not the address of the console
error-unknown-host-detail = Open it under the address that you were given.
error-invalid = Something in this is not acceptable
error-invalid-detail = Go back and check what you sent.
error-taken = This is already in use
error-taken-detail = Choose another and try again.
error-stale = This was changed meanwhile
error-stale-detail = Go back, reload the page and try again.
error-signed-out = You are not signed in
error-signed-out-detail = Sign in and try again.
