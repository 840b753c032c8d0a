<div>{{ word|e }}</div>
