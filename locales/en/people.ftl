# The people of a customer.

people-title = Contacts
people-help = Whom you talk to there. The main contact comes first in other systems.
people-none = No contacts yet
people-row = Contact { $n }
people-first-name = First Name
people-last-name = Last Name
people-display-name = Display Name
people-email-address = Email Address
people-phone = Phone
people-type = Type
people-role = Role
person-technical = Technical
person-field-sales = Field Sales
person-marketing = Marketing
person-operations = Operations
person-management = Management
person-inside-sales = Inside Sales
person-other = Other
person-main = Main contact
person-make-main = Make main
person-add = Add contact
person-remove = Remove contact { $n }
person-take-off = Remove { $name }
field-people = Contacts
field-main-person = Main contact
issue-person-main-twice = Choose one main contact
