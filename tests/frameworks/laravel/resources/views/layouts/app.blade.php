<!DOCTYPE html>
<html lang="{{ str_replace('_', '-', app()->getLocale()) }}"><head><title>@yield('title', config('app.name'))</title>@stack('head')</head>
<body>@section('side')<i>side of the layout</i>@show
@yield('content')
</body></html>
