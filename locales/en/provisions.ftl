# Programs that are set up for a customer by a worker outside.

provisions-title = Provisioning
provisions-none = No program has been started
provision-start = Start
provision-new = Start a program
provision-again = Start again
provision-retry = Retry
provision-retry-program = Retry { $program }
provision-cancel = Cancel
provision-cancel-program = Cancel { $program }
field-program = Program
provision-program-help = The name that the worker knows it by.
provision-attributes-help = What the worker needs to know, such as a domain name.
provision-pending = Waiting
provision-in-progress = In progress
provision-fulfilled = Fulfilled
provision-failed = Failed
provision-cancelled = Cancelled
provision-stuck = Stuck
provision-silent = { $n ->
    [one] No report for { $count } hour
   *[other] No report for { $count } hours
}
provision-silent-detail = Look at the worker. When it does not go on, cancel and retry.
provision-started = Started { $when }, run { $run }
provision-migration = Migration
provision-message = Latest message
provision-steps = Steps
provision-step-start = Started by { $who }
provision-step-retry = Tried again by { $who }
provision-step-claim = Taken by { $who }
provision-step-report = Reported
provision-step-cancel = Cancelled by { $who }
provision-leave = This page shows each step as it comes. You can leave it.
provision-asked-strong = Started.
provision-asked = { $program } waits for a worker.
provision-retried-strong = Started again.
provision-retried = { $program } waits for a worker.
provision-called-off-strong = Cancelled.
provision-called-off = The worker of { $program } is told so at its next report.
provision-went-on-strong = Not done.
provision-went-on = It had moved on meanwhile. This is where it stands now.

timeline-provision-start = started { $link }
timeline-provision-retry = started again { $link }
timeline-provision-claim = took up { $link }
timeline-provision-fulfil = fulfilled { $link }
timeline-provision-fail = reported as failed: { $link }
timeline-provision-cancel = cancelled { $link }

issue-program-missing = Enter the name of a program
issue-programs-full = A customer has at most { $max } programs
issue-provision-lease-lost = Somebody else has this now, or it was cancelled
issue-provision-lease-missing = Send the lease that claiming it gave
issue-provision-not-failed = Only what failed or was cancelled can be tried again
issue-provision-over = This is over already
issue-provision-running = This program waits or is in progress already
issue-provision-status-unknown = Enter in_progress, fulfilled or failed
