# Signing in, operators, tokens.

login-title = Sign in
login-wrong = That email and password do not match.
login-out = You were signed out. Sign in and you will return to this page.
login-slow-down = Too many tries. Wait a few minutes, then try again.
login-forgotten = Forgotten? Ask an administrator for a reset link.
again-title = Enter your password again
again-detail = It has been a while since you signed in, and this is a delicate step.
again-go = Continue
password-hint = At least 12 characters. A sentence is fine.
setup-title = Set up Customary
setup-text = This makes the first administrator. Everyone else is invited from inside.
setup-go = Create administrator
join-title = Choose a password
join-text = For { $email }. Then you can sign in.
join-go = Save password

role-admin = Administrator
role-editor = Editor
role-viewer = Viewer
roles-title = What each role can do
roles-what = Permission
roles-yes = Yes
roles-no = No
roles-view = View customers and files
roles-edit = Add, edit, delete and restore customers and files
roles-import = Import customers from files
roles-purge = Delete for ever
roles-settings = Operators, tokens, settings

operators-help = People who can sign in to this console
operators-operator = Operator
operators-name = Name
operators-role = Role
operators-role-of = Role of { $name }
operators-seen = Last seen
operators-you = You
operators-invite = Invite operator
operators-active = Active
operators-invited = Invited
operators-disabled = Disabled
operators-reset = Reset password
operators-sign-out = Sign out everywhere
operators-disable = Disable
operators-enable = Enable
operators-link = This link works once, for 24 hours.
operators-link-help = Give it to the person it is for:

tokens-help = Keys for other programs that use the API
tokens-name = Name
tokens-name-hint = What uses it, such as billing
tokens-add = Add token
tokens-none = No tokens yet
tokens-made = Made
tokens-used = Last used
tokens-expires = Expires
tokens-days = { $n ->
    [one] in { $count } day
   *[other] in { $count } days
}
tokens-never = Never
tokens-active = Active
tokens-expired = Expired
tokens-revoked = Revoked
tokens-revoke = Revoke
tokens-copy = Copy
tokens-once = Copy it now.
tokens-once-help = It is shown only this once:
tokens-made-by = { $day } by { $name }
tokens-revoked-now = The token is revoked and stops working at once.
tokens-revoked-now-strong = Revoked.

again-wrong = That is not your password.
welcome-done = Your password is set. Sign in with it.
welcome-done-strong = Saved.
operators-role-set = { $name } has another role now and was signed out.
operators-role-set-strong = Saved.
operators-disabled-now = { $name } can no longer sign in. Tokens that { $name } made are revoked.
operators-disabled-now-strong = Disabled.
operators-enabled-now = { $name } can sign in again.
operators-enabled-now-strong = Enabled.
operators-signed-out = { $name } was signed out everywhere.
operators-signed-out-strong = Done.

account-title = Your account
account-password = Password
account-password-help = Setting another one signs you out everywhere.
account-new-password = New password
account-set-password = Set password
account-sessions = Where you are signed in
account-sessions-help = Sign out where you do not recognise it.
account-browser = Browser
account-browser-unknown = Unknown
account-browser-on = { $browser } on { $system }
account-address = Address
account-begun = Signed in
account-seen = Last seen
account-this = This browser
account-session-ended = That browser is signed out.
account-session-ended-strong = Done.
