# The portal of contacts.

portal-sign-in = Customer portal
portal-forgotten = Forgotten? Ask whoever invited you to send the invitation again.
portal-of = Kept by { $organization }
portal-saved-strong = Saved.
portal-saved = Thank you: your details are up to date.
portal-clash = Somebody changed this meanwhile.
portal-clash-detail = Below is what you typed. Save again to keep it; until then this is stored:
portal-overtaken = Nothing was saved. Below is what you typed: save it again in a moment.
portal-choose = Whose details?
portal-choose-detail = Your password opens more than one.
portal-choice-over = That choice is over. Sign in again.
portal-others = Other details
portal-password = Change password
portal-password-current = Current password
portal-password-new = New password
portal-password-save = Save password
portal-back = Back to your details
issue-password-wrong = That is not your password
