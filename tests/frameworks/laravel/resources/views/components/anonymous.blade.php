@props(['size' => 'small', 'colour' => 'grey'])
<span {{ $attributes }} data-size="{{ $size }}" data-colour="{{ $colour }}">{{ $slot }}</span>
