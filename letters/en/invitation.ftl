# The mail of an invitation. Plain text: the sender's names are isolated by the program.

subject = { $organization } invites you
text = Hello { $name },

    { $organization } invites you to its customer portal, where you can see the details of { $customer }.

    Choose a password here, before { $until } (UTC):
    { $link }

    The link works once. If you did not expect this mail, there is nothing to do.
