# What happened: on a customer's timeline, and in the activity of the organization.

timeline-none = Nothing happened yet
timeline-none-such = Nothing of this kind happened yet
timeline-loading = Loading events…
timeline-older = { $n ->
    [one] Show { $count } older event
   *[other] Show { $count } older events
}
timeline-pinned = Pinned
timeline-show = Show

topic-all = All
topic-notes = Notes
topic-changes = Changes
topic-tags = Tags
topic-files = Files
topic-imports = Imports

# Sentences begin behind the name of who did it. In place of $link, $tag, $fields and $customer stand links and names.
# `activity-` says the same where the customer has to be named; without it the name follows behind.
timeline-created = created this customer
activity-created = added { $customer }
timeline-changed = changed { $fields } · { $link }
activity-changed = changed { $fields } of { $customer } · { $link }
timeline-version = version { $version }
timeline-more-fields = { $n ->
    [one] Show { $count } more field
   *[other] Show { $count } more fields
}
timeline-restored-version = restored version { $version } · { $link }
activity-restored-version = restored version { $version } of { $customer } · { $link }
timeline-deleted = moved this customer to Trash
activity-deleted = moved { $customer } to Trash
timeline-restored = took this customer out of Trash
activity-restored = took { $customer } out of Trash
timeline-tag-added = added the tag { $tag }
activity-tag-added = added the tag { $tag } to { $customer }
timeline-tag-removed = removed the tag { $tag }
activity-tag-removed = removed the tag { $tag } from { $customer }
timeline-noted = added a note
activity-noted = added a note about { $customer }
timeline-imported = Updated by import { $link }, row { $row }
timeline-import-created = Created by import { $link }, row { $row }
timeline-import-ended = imported { $link }, { $count }
timeline-import-undone = undid the import of { $link }
timeline-import-redone = took back the undo of the import of { $link }
timeline-undone-trashed = moved this customer to Trash by undoing the import of { $link }, row { $row }
activity-undone-trashed = moved { $customer } to Trash by undoing the import of { $link }, row { $row }
timeline-undone-restored = took this customer out of Trash by bringing back the import of { $link }, row { $row }
activity-undone-restored = took { $customer } out of Trash by bringing back the import of { $link }, row { $row }
timeline-undone-returned = undid what the import of { $link } changed in row { $row }
timeline-redone-returned = brought back what the import of { $link } changed in row { $row }
timeline-import-saved = { $count } saved
timeline-file = a file that is gone
timeline-file-added = attached { $link }
activity-file-added = attached { $link } to { $customer }
timeline-file-uploaded = uploaded { $link }
timeline-file-replaced = replaced the file of { $link }
timeline-file-detached = detached { $link }
activity-file-detached = detached { $link } from { $customer }
timeline-file-deleted = moved { $link } to Trash
timeline-file-restored = took { $link } out of Trash

timeline-note = Add a note
timeline-note-hint = What happened? Other operators will see this.
timeline-note-add = Add note
timeline-note-edit = Edit note
timeline-note-pin = Pin
timeline-note-unpin = Unpin
timeline-note-delete = Delete note
timeline-note-words = Note
timeline-note-edited = Edited { $when } by { $who }
timeline-note-added-strong = Added.
timeline-note-added = Other operators see the note on this timeline.
timeline-note-saved-strong = Saved.
timeline-note-saved = The timeline says that the note was edited.
timeline-note-pinned = The note is pinned above the others.
timeline-note-unpinned = The note is back in its place.
timeline-note-deleted = The note is deleted.
timeline-note-restored = The note is back.
timeline-note-stale = { $who } edited this note { $when }, after you opened it. What you typed is still here: take from theirs what you need, then save.
timeline-note-theirs = Theirs

activity-title = Activity
activity-by = By
activity-anyone = Anyone
activity-older = Show older events
issue-note-deleted = This note was deleted while you were editing it. What you wrote is still here: add it as a new note.
issue-note-missing = Write something
