@while($n-- > 0){{ $n }},@endwhile @env('production')prod @endenv @production yes @endproduction {{ route('home', [], false) }} @lang('shop.apples') {{ now()->year > 2000 ? 'now' : 'then' }}
