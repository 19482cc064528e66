dist_man_MANS = man/rasaudit.1 man/rasaudit.8 man/rasaudit.db.5 man/rasaudit.rules.5
