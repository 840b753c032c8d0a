@extends('layouts.app')
@section('title', 'Page for '.$name)
@push('head')<meta name="a" content="pushed">@endpush
@prepend('head')<meta name="b" content="prepended">@endprepend
@section('side')@parent<i>and of the page</i>@endsection
@section('content')
<p title="{{ $name }}">{{ $name }} {!! $name !!} @{{ not_blade }} {{ $composed }} {{ $shared }}</p>
@foreach($items as $key => $value)
<li class="@if($loop->first) first @elseif($loop->last) last @else middle @endif">{{ $loop->iteration }}/{{ $loop->count }} {{ $key }}={{ $value }} @even($value) even @else odd @endeven</li>
@endforeach
@forelse($none as $n) {{ $n }} @empty nothing here @endforelse
@isset($name) set @endisset @unless(false) unless @endunless @switch(2) @case(1) one @break @case(2) two @break @endswitch
@for($i = 0; $i < 3; $i++){{ $i }}@endfor @php($x = 5) {{ $x }} @shout('shouted') @json(['a' => '<b>']) {{ $undefined ?? 'defaulted' }}
@include('part', ['word' => 'included']) @includeWhen(false, 'part', ['word' => 'never']) @each('part', ['x', 'y'], 'word')
<x-alert type="warning" class="m-2" :note="$name">slot <b>text</b><x-slot name="title">Titled</x-slot></x-alert>
<x-anonymous size="big" id="anon">anonymous</x-anonymous>
@once once @endonce @verbatim {{ verbatim }} @endverbatim @class(['on' => true, 'off' => false])
@endsection
