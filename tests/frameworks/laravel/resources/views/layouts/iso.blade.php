[@yield('inner')]{{ \App\Isolation::pause() }}[@yield('content')]
