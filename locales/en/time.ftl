# Ages and dates. Short months stand in lists, long ones in headings and sentences.

time-just-now = Just now
time-just-now-within = just now
time-minutes-ago = { $count } min ago
time-hours-ago = { $count } h ago
time-today = Today
time-yesterday = Yesterday
time-yesterday-within = yesterday

time-day = { $day } { $month }
time-day-year = { $day } { $month } { $year }
time-moment = { $day }, { $time }
time-heading = { $weekday } { $day } { $month }
time-heading-year = { $weekday } { $day } { $month } { $year }

time-seconds = { $n ->
    [one] { $count } second
   *[other] { $count } seconds
}
time-minutes = { $n ->
    [one] { $count } minute
   *[other] { $count } minutes
}
time-hours = { $n ->
    [one] { $count } hour
   *[other] { $count } hours
}

time-weekday-1 = Monday
time-weekday-2 = Tuesday
time-weekday-3 = Wednesday
time-weekday-4 = Thursday
time-weekday-5 = Friday
time-weekday-6 = Saturday
time-weekday-7 = Sunday

time-month-1 = January
time-month-2 = February
time-month-3 = March
time-month-4 = April
time-month-5 = May
time-month-6 = June
time-month-7 = July
time-month-8 = August
time-month-9 = September
time-month-10 = October
time-month-11 = November
time-month-12 = December

time-month-short-1 = Jan
time-month-short-2 = Feb
time-month-short-3 = Mar
time-month-short-4 = Apr
time-month-short-5 = May
time-month-short-6 = Jun
time-month-short-7 = Jul
time-month-short-8 = Aug
time-month-short-9 = Sep
time-month-short-10 = Oct
time-month-short-11 = Nov
time-month-short-12 = Dec

# The solar Hijri calendar, shown in Persian; these stand in where a translation lacks them.

time-persian-month-1 = Farvardin
time-persian-month-2 = Ordibehesht
time-persian-month-3 = Khordad
time-persian-month-4 = Tir
time-persian-month-5 = Mordad
time-persian-month-6 = Shahrivar
time-persian-month-7 = Mehr
time-persian-month-8 = Aban
time-persian-month-9 = Azar
time-persian-month-10 = Dey
time-persian-month-11 = Bahman
time-persian-month-12 = Esfand

time-persian-month-short-1 = Farvardin
time-persian-month-short-2 = Ordibehesht
time-persian-month-short-3 = Khordad
time-persian-month-short-4 = Tir
time-persian-month-short-5 = Mordad
time-persian-month-short-6 = Shahrivar
time-persian-month-short-7 = Mehr
time-persian-month-short-8 = Aban
time-persian-month-short-9 = Azar
time-persian-month-short-10 = Dey
time-persian-month-short-11 = Bahman
time-persian-month-short-12 = Esfand
