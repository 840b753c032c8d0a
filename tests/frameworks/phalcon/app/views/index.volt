<!doctype html>
<title>{{ title|default('none')|e }}</title>
{{ content() }}
