<div {{ $attributes->merge(['class' => 'alert']) }} data-type="{{ $type }}">{{ $loud() }} <h2>{{ $title ?? 'untitled' }}</h2>{{ $slot }} {{ $note }}</div>
