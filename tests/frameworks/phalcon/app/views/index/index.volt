<h1>{{ title }}</h1><p>{{ log|default('') }}</p>
