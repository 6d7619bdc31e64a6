"""The articles of the help centre at the desk: which need somebody, writing with a preview, a second person."""
