# Pages that say what went wrong and what can be done next.

error-reference = Reference { $reference }
error-back = Back to customers
error-again = Try again

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
