{%- set shown = 'set' -%}
<h1>{{ title|e }}</h1>
{% for item in items %}{{ loop.index }}: {{ item|upper|e }}{% if not loop.last %}, {% endif %}{% endfor %}
{% if number > 1000 and shown == 'set' %}big{% else %}small{% endif %}
{{ items|length }} {{ items|join('-') }} {{ "%05.1f"|format(number) }} {{ title|striptags|trim|capitalize }} {{ date('Y-m-d', day) }}
{{ partial('partials/box', ['word': 'boxed']) }}
{% macro twice(text) %}{{ text }}{{ text }}{% endmacro %}
{{ twice('ab') }}
