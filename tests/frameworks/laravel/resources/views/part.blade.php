<em>{{ $word }}</em>
