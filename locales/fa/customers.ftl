customers-title = مشتریان
customers-count = { $count } مشتری
customers-add = افزودن
customer-edit = ویرایش
customer-delete = حذف
customer-overview = نمای کلی
customer-timeline = رویدادها
customer-history = تاریخچه
