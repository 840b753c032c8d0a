Gone for good: {{ $exception->getMessage() }}
