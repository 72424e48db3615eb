# The start.

nav-dashboard = Dashboard
dashboard-title = Dashboard
dashboard-customers = Customers
dashboard-new = New this week
dashboard-more = { $count } more than last
dashboard-fewer = { $count } fewer than last
dashboard-as-last = as many as last
dashboard-corporate = Corporate
dashboard-percent = { $number }%
dashboard-invitations = Invitations open
dashboard-assets = Assets
dashboard-chart-title = New customers per week
dashboard-weeks = Last 12 weeks
dashboard-chart = New customers per week, last 12 weeks: from { $first } to { $last }
dashboard-in-week = { $count } in the week of { $day }
dashboard-needs = Needs attention
dashboard-needs-nothing = Nothing needs you.
dashboard-rows-to-fix = { $n ->
    [one] { $count } import row needs a fix
   *[other] { $count } import rows need a fix
}
dashboard-failed = { $program } failed
dashboard-failed-because = { $program } failed: { $message }
dashboard-invitation-ends = The invitation of { $name } ends { $when }
dashboard-stuck = { $program }: no report for too long
dashboard-at-least = { $number }+
dashboard-all-failed = All that failed
dashboard-all-stuck = All without a report
dashboard-all-soon = All invitations that end soon
dashboard-all-imports = All imports
dashboard-running = Running now
dashboard-recent = Recent activity
dashboard-all-activity = All activity
