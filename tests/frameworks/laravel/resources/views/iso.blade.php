@extends('layouts.iso')
@section('inner'){{ $token }}@php(\App\Isolation::pause()){{ $shared_token }}@endsection
@section('content')
<x-anonymous size="big">{{ $token }}@php(\App\Isolation::pause()){{ request('token') }}</x-anonymous>
@endsection
