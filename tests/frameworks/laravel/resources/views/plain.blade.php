plain {{ $word }}
