# The picture of a customer.

avatar-title = Picture
avatar-of = Picture of { $name }
avatar-change = Change the picture of { $name }
avatar-drop = Drag and drop a picture here
avatar-hint = JPEG, PNG, GIF or WebP, up to { $limit }. A small square of its middle is kept.
avatar-use = Use this picture
avatar-close = Close
avatar-remove = Remove the picture
avatar-no-picture = This is no picture. Choose a JPEG, PNG, GIF or WebP file.
avatar-too-many-pixels = This picture has more than 50 million pixels. Choose a smaller one.
avatar-unreadable = This picture cannot be read. Save it anew with another program, or choose another one.
avatar-named = Picture { $code }
field-avatar = Picture
