"""What every room shares of measures of the platform: the page, the forms, the mail."""
