"""A portfolio on one page: what is advised to how many companies of a table, without any company of its own."""
